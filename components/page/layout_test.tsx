import assert from "node:assert/strict";
import { render } from "preact-render-to-string";
import { parsePhone } from "../../domain/phone.ts";
import { DataTable } from "./data_table.tsx";
import { type Section, Shell } from "./layout.tsx";
import { Pagination } from "./pagination.tsx";

const deskPhone = parsePhone("8005553535");

function page(active: Section, person: { shortName: string; csrf: string } | null): string {
  assert.ok(deskPhone);
  return render(<Shell active={active} person={person} deskPhone={deskPhone}>Текст</Shell>);
}

Deno.test("a member sees the three sections, their name and a way out that carries the token", () => {
  const html = page("invoices", { shortName: "Анна <П.>", csrf: "t-1" });
  assert.match(html, /<a href="\/invoices" aria-current="page">Мои счета/);
  assert.equal(html.match(/aria-current/g)?.length, 1);
  assert.ok(html.includes("Анна &lt;П.>"));
  assert.match(html, /<form method="post"[^>]*>.*name="csrf" value="t-1".*Выйти/s);
});

Deno.test("a visitor is offered login and registration and no way out", () => {
  const html = page("login", null);
  assert.match(html, /Авторизация.*Регистрация.*Помощь/s);
  assert.doesNotMatch(html, /Выйти|Мои счета/);
});

Deno.test("the first link jumps to the content and the desk's phone can be called", () => {
  const html = page("help", null);
  assert.ok(html.indexOf("#main") < html.indexOf("<header"));
  assert.match(html, /<main[^>]*id="main"/);
  assert.match(html, /href="tel:\+78005553535"/);
});

Deno.test("no markup of the layout needs an inline style", () => {
  assert.doesNotMatch(page("help", { shortName: "А", csrf: "t" }), / style=/);
});

Deno.test("a staff table says how it is sorted and what an empty one means", () => {
  const table = (rows: { id: number }[]) =>
    render(
      <DataTable
        caption="Люди"
        rows={rows}
        rowKey={(row) => row.id}
        empty="Загрузите список."
        columns={[{
          key: "id",
          title: "№",
          sortHref: "?sort=id",
          sorted: "descending",
          cell: (row) => row.id,
        }]}
      />,
    );
  assert.match(table([{ id: 1 }]), /aria-sort="descending"/);
  assert.match(table([{ id: 1 }]), /role="region"[^>]*tabindex="0"/);
  assert.match(table([]), /Загрузите список\./);
});

Deno.test("pages are counted with no-break spaces", () => {
  const html = render(
    <Pagination from={1} to={50} total={1284} previousHref={null} nextHref="?page=2" />,
  );
  assert.match(html.replace(/<!--.*?-->/g, ""), /1–50 из 1\u00a0284/);
  assert.match(html, /rel="next"/);
  assert.doesNotMatch(html, /rel="prev"/);
});
