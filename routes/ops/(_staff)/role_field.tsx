import { RadioField } from "../../../components/page/form.tsx";
import { ROLE_TITLES, STAFF_ROLES } from "../../../domain/staff_role.ts";
import { ROLE_HINTS } from "./role_words.ts";

export interface RoleFieldProps {
  value: string;
  error: string | null;
}

/** One of the roles, each with what it adds. */
export function RoleField({ value, error }: RoleFieldProps) {
  return (
    <RadioField
      name="role"
      label="Роль"
      required
      value={value}
      error={error}
      options={STAFF_ROLES.map((role) => ({
        value: role,
        title: ROLE_TITLES[role],
        hint: ROLE_HINTS[role],
      }))}
    />
  );
}
