import { Sign } from "../../../components/page/sign.tsx";

export interface SuggestedFieldProps {
  name: string;
  label: string;
  /** Names that are known; another one may be typed. */
  suggestions: readonly string[];
  value: string;
  error: string | null;
}

/** A required text field that offers what is known. */
export function SuggestedField(props: SuggestedFieldProps) {
  const { name, label, suggestions, value, error } = props;
  return (
    <div class="field">
      <label class="label" for={name}>
        {label}
        <span class="required" aria-hidden="true">*</span>
        <span class="vh">, обязательно</span>
      </label>
      {error && (
        <p class="error" id={`${name}-error`}>
          <Sign kind="triangle" />
          <span>
            <span class="vh">Ошибка:</span> {error}
          </span>
        </p>
      )}
      <input
        class="input"
        id={name}
        name={name}
        type="text"
        value={value}
        list={`${name}-known`}
        autocomplete="off"
        aria-required="true"
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? `${name}-error` : undefined}
      />
      <datalist id={`${name}-known`}>
        {suggestions.map((suggestion) => <option key={suggestion} value={suggestion} />)}
      </datalist>
    </div>
  );
}
