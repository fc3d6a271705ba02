import type { ComponentChildren } from "preact";
import { Sign, type SignKind } from "./sign.tsx";

export interface NoticeProps {
  tone: "info" | "warn" | "late" | "done";
  title?: string;
  /** `status` where it answers what the person has just done. */
  role?: "status" | "note";
  children?: ComponentChildren;
}

const SIGNS: Record<NoticeProps["tone"], SignKind> = {
  info: "info",
  warn: "half",
  late: "triangle",
  done: "check",
};

export function Notice({ tone, title, role, children }: NoticeProps) {
  return (
    <div class={`notice notice-${tone}`} role={role}>
      <Sign kind={SIGNS[tone]} />
      <div class="notice-body">
        {title && (
          <p>
            <b>{title}</b>
          </p>
        )}
        {children}
      </div>
    </div>
  );
}
