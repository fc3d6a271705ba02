/**
 * Writes every component in all its states as static pages into `.data/gallery`, to be looked at and
 * photographed. `deno run -A tools/gallery.tsx`
 */
import { render } from "preact-render-to-string";
import type { VNode } from "preact";
import { type CalendarData, calendarOf } from "../domain/calendar.ts";
import { type LocalDate, localDate } from "../domain/local_date.ts";
import { formatRoubles, kopecks, multiply, share } from "../domain/money.ts";
import { parsePhone } from "../domain/phone.ts";
import { parseQuantity, type Quantity } from "../domain/quantity.ts";
import { dayAndYear, shortDate } from "../domain/russian.ts";
import { workingDayAfter } from "../domain/working_days.ts";
import { Calendar30 } from "../components/calendar30.tsx";
import { Consequences } from "../components/consequences.tsx";
import { DataTable, Tally } from "../components/data_table.tsx";
import { Empty } from "../components/empty.tsx";
import {
  CodeField,
  ConsentBox,
  DateField,
  ErrorSummary,
  FileField,
  PhoneField,
  RadioField,
  SelectField,
  SubmitButton,
  TextArea,
  TextField,
} from "../components/form.tsx";
import { HelpPhone } from "../components/help_phone.tsx";
import { InvoiceList, type InvoiceRow, PayBar } from "../components/invoice_list.tsx";
import { OwedSummary } from "../components/owed_summary.tsx";
import { type InvoiceLine, InvoiceLines } from "../components/invoice_lines.tsx";
import { BackLink, OpsShell, type Section, Shell } from "../components/layout.tsx";
import { LargeSum } from "../components/money.tsx";
import { Notice } from "../components/notice.tsx";
import { Pagination } from "../components/pagination.tsx";
import { FranchiseExample, PolicyCard } from "../components/policy_card.tsx";
import { Ruler30 } from "../components/ruler30.tsx";
import { InvoiceStatus, PolicyStatus } from "../components/status.tsx";
import { Timeline } from "../components/timeline.tsx";
import { termDays, termPosition } from "../components/term.ts";
import { TermSentence } from "../components/term_sentence.tsx";

const CALENDAR: CalendarData = {
  country: "RU",
  years: {
    "2025": { days_off: ["2025-12-31"], working_weekends: ["2025-11-01"] },
    "2026": {
      days_off: [
        "2026-01-01",
        "2026-01-02",
        "2026-01-05",
        "2026-01-06",
        "2026-01-07",
        "2026-01-08",
        "2026-01-09",
        "2026-02-23",
        "2026-03-09",
        "2026-05-01",
        "2026-05-11",
        "2026-06-12",
        "2026-11-04",
        "2026-12-31",
      ],
      working_weekends: [],
    },
  },
  regions: {},
};
const SOURCE = "статья 112 Трудового кодекса и постановление о переносе выходных в 2026 году.";

const calendar = calendarOf(CALENDAR, null);
const today = localDate("2026-05-18");
const deskPhone = read(parsePhone("8005553535"));
const person = { shortName: "Анна П.", csrf: "token" };

function read<T>(value: T | null): T {
  if (value === null) throw new Error("The gallery's own data can't be read");
  return value;
}

function line(id: number, service: string, figures: { price: number; quantity?: string }) {
  const quantity: Quantity = read(parseQuantity(figures.quantity ?? "1"));
  const price = kopecks(figures.price);
  const cost = multiply(price, quantity);
  return {
    id,
    service,
    clinic: id % 2
      ? "«Клиника на Покровке»"
      : "ООО «Многопрофильный медицинский центр восстановления»",
    servedOn: localDate("2026-04-02"),
    quantity,
    price,
    cost,
    franchise: share(cost, 2000),
  } satisfies InvoiceLine;
}

const plainLines = [
  line(1, "Прием невролога, первичный", { price: 320_000 }),
  line(3, "УЗИ сосудов шеи", { price: 130_000 }),
];
const hardLines = [
  line(1, "Прием врача-оториноларинголога высшей категории, доктора медицинских наук, повторный", {
    price: 133_333,
  }),
  line(2, "Физиотерапевтическая процедура (электрофорез лекарственный)", {
    price: 77_777,
    quantity: "2.5",
  }),
  line(3, "Оперативное лечение", { price: 987_654_321 }),
];

interface InvoicePageProps {
  published: LocalDate;
  on: LocalDate;
  lines: InvoiceLine[];
}

function InvoicePage({ published, on, lines }: InvoicePageProps) {
  const dueOn = workingDayAfter(calendar, published, 30).date;
  const days = termDays(calendar, published, dueOn);
  const position = termPosition(days, on);
  const owed = kopecks(lines.reduce((total, line) => total + line.franchise, 0));
  return (
    <Cabinet active="invoices">
      <BackLink href="#">Мои счета</BackLink>
      <div class="columns">
        <article class="sheet">
          <h1 class="title-quiet">
            Счет <span class="nb">№&nbsp;2041</span>
          </h1>
          <LargeSum amount={owed} />
          <p class="due">
            Оплатите до <b class="nb">{shortDate(dueOn, { today: on })}</b>
          </p>
          <Ruler30 position={position} />
          <p class="muted">
            <TermSentence position={position} today={on} />
          </p>
          <form class="actions">
            <SubmitButton>Оплатить {formatRoubles(owed)}</SubmitButton>
            <a class="button button-quiet" href="#">Файл (xlsx, 9&nbsp;КБ)</a>
          </form>
          <p class="links">
            <a class="link" href="#">Не получается оплатить?</a>
            <a class="link" href="#">Счет неверный?</a>
          </p>
          <InvoiceLines lines={lines} rate={2000} today={on} />
          <Calendar30 publishedOn={published} days={days} today={on} source={SOURCE} />
          <section class="section" aria-labelledby="if-not">
            <h2 id="if-not">Если не оплатить</h2>
            <p>До {dayAndYear(dueOn, on)} ничего не меняется.</p>
            <Consequences
              dueOn={dueOn}
              today={on}
              service={{ policyEndsOn: localDate("2026-12-31"), consentGaps: [] }}
            />
          </section>
        </article>
        <aside class="sheet sheet-aside">
          <Timeline
            today={on}
            past={[
              { on: localDate("2026-04-02"), title: "Услуги в клинике" },
              { on: localDate("2026-04-10"), title: "Клиника прислала реестр" },
              { on: localDate("2026-04-15"), title: "Счет выставлен" },
              { on: localDate("2026-05-07"), title: "Напомнили по СМС" },
            ]}
            now={{ title: "Ждем вашу оплату", detail: "900,00\u00a0₽ до 29\u00a0мая" }}
            next={[
              {
                on: localDate("2026-05-22"),
                title: "Пришлем СМС",
                why: "Потому что это 25-й рабочий день из 30",
              },
              {
                on: localDate("2026-06-01"),
                title: "Останется только экстренная помощь",
                why: "Если не оплатить до 29\u00a0мая",
                tone: "late",
              },
            ]}
          />
          <hr />
          <HelpPhone phone={deskPhone} when="before_term" />
        </aside>
      </div>
    </Cabinet>
  );
}

function Cabinet({ active, children }: { active: Section; children: VNode | VNode[] }) {
  return <Shell active={active} person={person} deskPhone={deskPhone}>{children}</Shell>;
}

function InvoicesPage() {
  const days = termDays(calendar, localDate("2026-04-15"), localDate("2026-05-29"));
  const term = termPosition(days, today);
  const rows: InvoiceRow[] = [
    row(1990, { amount: 123_456_789, status: { kind: "overdue", since: localDate("2026-05-13") } }),
    row(2041, { amount: 90_000, status: { kind: "due_soon", dueOn: localDate("2026-05-29") } }),
    row(2042, { amount: 187_000, status: { kind: "to_pay" } }),
    row(2043, { amount: 50_001, status: { kind: "last_day" } }),
    row(2044, { amount: 110_000, status: { kind: "checking" } }),
  ].map((row) => ({ ...row, term: row.status.kind === "overdue" ? null : term }));
  const paid = [
    row(1877, { amount: 64_000, status: { kind: "paid", paidOn: localDate("2026-05-12") } }),
    row(1702, { amount: 6_400, status: { kind: "paid", paidOn: localDate("2025-12-30") } }),
  ];
  return (
    <Cabinet active="invoices">
      <h1>Мои счета</h1>
      <div class="columns">
        <div class="stack">
          <form class="sheet">
            <ErrorSummary
              title="Оплата не начата"
              errors={[{ field: "invoice-1990", message: "Выберите хотя бы один счет" }]}
            />
            <h2>К&nbsp;оплате</h2>
            <InvoiceList caption="Счета к оплате" rows={rows} />
            <PayBar>
              <p>
                Выбрано 2 · <b class="nb">2&nbsp;770,00&nbsp;₽</b>
              </p>
            </PayBar>
          </form>
          <section class="sheet">
            <h2>Оплаченные</h2>
            <InvoiceList caption="Оплаченные счета" rows={paid} />
          </section>
          <Empty title="Счетов нет">Появится новый — пришлем СМС.</Empty>
        </div>
        <aside class="sheet sheet-aside">
          <OwedSummary amount={kopecks(277_000)} nearestDue={localDate("2026-05-29")} today={today}>
            <SubmitButton tone="quiet">Оплатить все (2)</SubmitButton>
          </OwedSummary>
        </aside>
      </div>
    </Cabinet>
  );
}

type GalleryStatus = InvoiceRow["status"] extends infer S
  ? S extends { today: LocalDate } ? Omit<S, "today"> : never
  : never;

function row(number: number, of: { amount: number; status: GalleryStatus }): InvoiceRow {
  const status = { ...of.status, today } as InvoiceRow["status"];
  return {
    id: number,
    number,
    href: "#",
    fileHref: "#",
    summary: number === 1990
      ? "Прием врача-оториноларинголога высшей категории и еще 12 услуг"
      : "Прием невролога, первичный",
    amount: kopecks(of.amount),
    status,
    term: null,
    choice: status.kind === "paid" || status.kind === "checking"
      ? "none"
      : number === 2041
      ? "chosen"
      : "open",
  };
}

function PoliciesPage() {
  const period = { startsOn: localDate("2026-01-01"), endsOn: localDate("2026-12-31") };
  return (
    <Shell
      active="policies"
      person={{ shortName: "Константинопольский-Заболоцкий В.", csrf: "token" }}
      deskPhone={deskPhone}
      acting={{ shownName: "Миша П.", csrf: "token", backAction: "#" }}
    >
      <h1>Мои полисы</h1>
      <div class="columns">
        <div class="stack">
          <PolicyCard
            {...period}
            policyId={1}
            shownId={null}
            number="77-0001234"
            programme="Групповая программа"
            personName="Петрова Анна Сергеевна"
            status={{ kind: "not_activated", today }}
            today={today}
          >
            <form class="form">
              <ConsentBox
                name="consent"
                title="Порядок оказания медицинских услуг с франшизой"
                version="Версия 2 от 1 сентября 2026"
                text={<p>{"Страховщик оплачивает клинике стоимость услуги. ".repeat(12)}</p>}
                error="Отметьте согласие, иначе активировать полис нельзя"
              >
                Я подтверждаю и даю согласие оплачивать 20&nbsp;% стоимости услуг
              </ConsentBox>
              <SubmitButton>Отправить</SubmitButton>
            </form>
          </PolicyCard>
          <PolicyCard
            {...period}
            policyId={2}
            shownId={null}
            number="77-0001235"
            programme="Экстренная помощь"
            personName="Петров Михаил Сергеевич"
            status={{ kind: "emergency", since: localDate("2026-05-13"), today }}
            today={today}
          >
            <Notice tone="late" title="Оплатите 2 770,00 ₽, чтобы вернуть групповую программу">
              <p>Она откроется на следующий рабочий день после оплаты.</p>
            </Notice>
          </PolicyCard>
        </div>
        <aside class="sheet sheet-aside">
          <FranchiseExample rate={2000} />
        </aside>
      </div>
    </Shell>
  );
}

function RegisterPage() {
  const errors = [
    { field: "surname", message: "Введите фамилию" },
    { field: "birth", message: "Такой даты нет: в июне 30 дней" },
    { field: "phone", message: "Введите 10 цифр после +7" },
    { field: "agreement", message: "Без этого согласия не откроем кабинет" },
  ];
  const messages = new Map(errors.map((error) => [error.field, error.message]));
  return (
    <Shell active="register" person={null} deskPhone={deskPhone} width="narrow">
      <ErrorSummary errors={errors} />
      <h1>Регистрация</h1>
      <form class="form">
        <TextField
          name="surname"
          label="Фамилия"
          required
          error={messages.get("surname")}
          autocomplete="family-name"
        />
        <TextField name="name" label="Имя" required value="Анна" autocomplete="given-name" />
        <TextField name="patronymic" label="Отчество" hint="Если есть" />
        <DateField
          name="birth"
          label="Дата рождения"
          required
          autocomplete="bday"
          hint="Например, 7 10 1985. Проверьте год: в нем ошибаются чаще всего"
          value={{ day: "31", month: "6", year: "1985" }}
          error={messages.get("birth")}
        />
        <TextField name="policy" label="Номер полиса" width="short" value="77-0001234" />
        <PhoneField
          name="phone"
          label="Номер телефона"
          required
          value="900 123"
          hint="10 цифр. Пришлем СМС с кодом"
          error={messages.get("phone")}
        />
        <CodeField name="code" label="Код из СМС" hint="Код действует 5 минут" value="123456" />
        <SelectField
          name="clinic"
          label="Клиника"
          options={[{ value: "1", title: "Клиника на Покровке" }]}
        />
        <TextArea name="why" label="Что неверно" />
        <RadioField
          name="channel"
          label="Куда писать"
          value="sms"
          options={[{ value: "sms", title: "СМС" }, {
            value: "email",
            title: "Почта",
            hint: "a@b.ru",
          }]}
        />
        <ConsentBox
          name="agreement"
          title="Согласие на обработку персональных данных"
          version="Версия 1 от 1 сентября 2025"
          text={<p>Коротко о том, что хранится и зачем.</p>}
          error={messages.get("agreement")}
        >
          Я подтверждаю и даю согласие
        </ConsentBox>
        <SubmitButton>Отправить</SubmitButton>
      </form>
    </Shell>
  );
}

function StatesPage() {
  const published = localDate("2026-04-15");
  const days = termDays(calendar, published, localDate("2026-05-29"));
  return (
    <Cabinet active="help">
      <h1>Все состояния</h1>
      <div class="sheet">
        <p>
          <InvoiceStatus kind="to_pay" today={today} />{" "}
          <InvoiceStatus kind="due_soon" dueOn={localDate("2026-05-29")} today={today} />{" "}
          <InvoiceStatus kind="last_day" today={today} />{" "}
          <InvoiceStatus kind="overdue" since={localDate("2026-05-30")} today={today} />{" "}
          <InvoiceStatus kind="checking" today={today} />{" "}
          <InvoiceStatus kind="paid" paidOn={localDate("2026-05-12")} today={today} />
        </p>
        <p>
          <PolicyStatus kind="not_activated" today={today} />{" "}
          <PolicyStatus kind="waiting" activeFrom={localDate("2026-05-19")} today={today} />{" "}
          <PolicyStatus kind="active" until={localDate("2026-12-31")} today={today} />{" "}
          <PolicyStatus kind="emergency" since={localDate("2026-05-30")} today={today} />{" "}
          <PolicyStatus kind="ended" endedOn={localDate("2025-12-31")} today={today} />
        </p>
        {["2026-04-15", "2026-04-16", "2026-05-17", "2026-05-18", "2026-05-29", "2026-06-02"]
          .map(localDate).map((on) => {
            const position = termPosition(days, on);
            return (
              <div key={on}>
                <Ruler30 position={position} />
                <p class="muted">
                  <TermSentence position={position} today={on} />
                </p>
              </div>
            );
          })}
        <Notice tone="info" title="Платеж проверяется">
          <p>Второй раз платить не нужно. Страницу можно закрыть — пришлем СМС.</p>
        </Notice>
        <Notice tone="warn">
          <p>Телефон изменился? Сообщите нам в течение 5 дней.</p>
        </Notice>
        <Notice tone="late" title="Платеж не прошел">
          <p>Деньги не списаны.</p>
        </Notice>
        <Notice tone="done" title="Оплачено 2 770,00 ₽">
          <p>Счета № 2041 и № 2042.</p>
        </Notice>
        <HelpPhone phone={deskPhone} when="after_term" />
        <div class="actions">
          <SubmitButton>Оплатить</SubmitButton>
          <SubmitButton tone="quiet">Обновить</SubmitButton>
          <SubmitButton tone="text">Отменить</SubmitButton>
        </div>
      </div>
    </Cabinet>
  );
}

function OpsPage() {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    sheetRow: i + 5,
    value: i % 2 ? "8 900 123 45" : "=СУММ(A1)",
    reason: i % 2 ? "Телефон: 9 цифр, нужно 10" : "Цена — не число",
    cost: i * 1234.5,
  }));
  return (
    <OpsShell
      staff={{ name: "Ольга Т.", csrf: "token" }}
      links={[
        { href: "#", title: "Загрузки", current: true },
        { href: "#", title: "Люди" },
        { href: "#", title: "Счета" },
        { href: "#", title: "Звонки" },
      ]}
    >
      <h1>Реестр «Клиника на Покровке», апрель 2026</h1>
      <div class="stack">
        <Tally
          items={[
            { title: "Принято", count: 1240 },
            { title: "Отказано", count: 12 },
            { title: "Без изменений", count: 31 },
          ]}
        />
        <form class="filters">
          <TextField name="q" label="Поиск" type="search" />
          <SelectField name="reason" label="Причина" options={[{ value: "", title: "Все" }]} />
          <SubmitButton tone="quiet">Показать</SubmitButton>
        </form>
        <form class="filters">
          <FileField name="file" label="Файл реестра" accept=".xlsx,.csv" hint="xlsx или csv" />
          <SubmitButton>Загрузить</SubmitButton>
        </form>
        <DataTable
          caption="Отказанные строки"
          rows={rows}
          rowKey={(row) => row.sheetRow}
          empty="Отказанных строк нет."
          columns={[
            {
              key: "row",
              title: "№ в файле",
              sortHref: "#",
              sorted: "ascending",
              cell: (row) => <a href="#">{row.sheetRow}</a>,
            },
            { key: "value", title: "Значение", cell: (row) => <code>{row.value}</code> },
            { key: "reason", title: "Причина", cell: (row) => row.reason },
            {
              key: "cost",
              title: "Стоимость",
              align: "num",
              cell: (row) => `${row.cost.toFixed(2).replace(".", ",")}\u00a0₽`,
            },
          ]}
        />
        <Pagination from={1} to={50} total={1284} previousHref={null} nextHref="#" />
      </div>
    </OpsShell>
  );
}

function document(title: string, body: VNode): string {
  return `<!doctype html><html lang="ru"><head><meta charset="utf-8"><title>${title}</title>` +
    `<meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<link rel="icon" href="static/favicon.svg"><link rel="stylesheet" href="static/styles.css">` +
    `</head><body${title === "ops" ? ' class="ops"' : ""}>${render(body)}</body></html>`;
}

const folder = new URL("../.data/gallery/", import.meta.url);
const spring = { published: localDate("2026-04-15"), on: today };
const pages: Record<string, VNode> = {
  invoice: <InvoicePage {...spring} lines={plainLines} />,
  "invoice-hard": (
    <InvoicePage
      published={localDate("2025-12-12")}
      on={localDate("2026-01-05")}
      lines={hardLines}
    />
  ),
  invoices: <InvoicesPage />,
  policies: <PoliciesPage />,
  register: <RegisterPage />,
  states: <StatesPage />,
  ops: <OpsPage />,
};
await Deno.mkdir(new URL("static/fonts/", folder), { recursive: true });
const from = new URL("../static/", import.meta.url);
for (const name of ["styles.css", "favicon.svg", "logo.svg"]) {
  await Deno.copyFile(new URL(name, from), new URL(`static/${name}`, folder));
}
for (const name of ["cyrillic", "latin", "rouble"]) {
  const file = `fonts/onest-${name}.woff2`;
  await Deno.copyFile(new URL(file, from), new URL(`static/${file}`, folder));
}
for (const [name, body] of Object.entries(pages)) {
  await Deno.writeTextFile(new URL(`${name}.html`, folder), document(name, body));
}
console.log(`${Object.keys(pages).length} pages in .data/gallery`);
