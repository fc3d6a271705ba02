import type { ComponentChildren } from "preact";

export interface EmptyProps {
  /** «Счетов нет» */
  title: string;
  /** What will happen: «Появится новый — пришлем СМС». */
  children: ComponentChildren;
}

export function Empty({ title, children }: EmptyProps) {
  return (
    <div class="empty">
      <p>
        <b>{title}</b>
      </p>
      <div class="muted">{children}</div>
    </div>
  );
}
