import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

interface PanelProps {
  id: string;
  as?: "div" | "tr";
  title?: ComponentChildren;
  open: boolean;
  children: ComponentChildren;
}

export default function Panel(
  { id, as: Element = "div", title, open, children }: PanelProps,
) {
  const [isOpen, setOpen] = useState(open);
  return (
    <Element
      id={id}
      onClick={(event) => event.target === event.currentTarget && setOpen(!isOpen)}
    >
      {title}
      {isOpen && children}
    </Element>
  );
}
