import type { ComponentChildren } from "preact";
import { Head } from "fresh/runtime";
import { EmployerShell } from "../../components/employer/employer_layout.tsx";
import type { EmployerState, State } from "../../state.ts";

export interface EmployerFrameProps {
  state: State | EmployerState;
  title: string;
  inReports?: boolean;
  width?: "wide" | "narrow";
  children: ComponentChildren;
}

/** An employer's page in its frame. */
export function EmployerFrame(props: EmployerFrameProps) {
  const { state, title, inReports = false, width = "wide", children } = props;
  const { owner, csrfToken } = state;
  const contact = owner?.kind === "employer"
    ? {
      name: owner.name,
      employer: owner.employer,
      servesSeveral: owner.serves > 1,
      csrf: csrfToken,
    }
    : null;
  return (
    <>
      <Head>
        <title>{`${title} — работодателю, Пятая часть`}</title>
      </Head>
      <EmployerShell contact={contact} inReports={inReports} width={width}>
        {children}
      </EmployerShell>
    </>
  );
}
