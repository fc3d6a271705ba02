import { groupedNumber } from "../../../components/page/pagination.tsx";
import { plural } from "../../../domain/russian.ts";
import type { StaffState } from "../../../state.ts";

export type Desk = Awaited<ReturnType<StaffState["useCases"]["readDesk"]>>;

type Forms = readonly [one: string, few: string, many: string];

/** What each count is of, and where its work is done; the most urgent first. */
const PLACES: readonly [key: keyof Desk, href: string, forms: Forms][] = [
  ["calls", "/ops/calls", ["звонок сейчас", "звонка сейчас", "звонков сейчас"]],
  ["decisions", "/ops/decisions", [
    "решение ждет второго сотрудника",
    "решения ждут второго сотрудника",
    "решений ждут второго сотрудника",
  ]],
  ["employerPayments", "/ops/employers", [
    "поступление от\u00a0работодателя ждет второго сотрудника",
    "поступления от\u00a0работодателей ждут второго сотрудника",
    "поступлений от\u00a0работодателей ждут второго сотрудника",
  ]],
  ["unclear", "/ops/payments", [
    "платеж без\u00a0ответа банка",
    "платежа без\u00a0ответа банка",
    "платежей без\u00a0ответа банка",
  ]],
  ["registrations", "/ops/registrations", ["регистрация", "регистрации", "регистраций"]],
  ["previews", "/ops#recent", [
    "файл ждет, загрузить\u00a0ли",
    "файла ждут, загрузить\u00a0ли",
    "файлов ждут, загрузить\u00a0ли",
  ]],
  ["held", "/ops/held", ["удержанная строка", "удержанные строки", "удержанных строк"]],
  ["refused", "/ops/lists/refused", [
    "отказанная строка",
    "отказанные строки",
    "отказанных строк",
  ]],
  ["undelivered", "/ops/lists/notices", [
    "сообщение не\u00a0дошло за\u00a0неделю",
    "сообщения не\u00a0дошли за\u00a0неделю",
    "сообщений не\u00a0дошло за\u00a0неделю",
  ]],
];

/** «Ждет вас»: where the day begins. */
export function DeskToday({ desk }: { desk: Desk }) {
  const waiting = PLACES.filter(([key]) => desk[key] > 0);
  return (
    <section class="stack" aria-labelledby="today">
      <h2 id="today">Ждет вас</h2>
      {waiting.length === 0 && <p>Всё разобрано: ничего не&nbsp;ждет.</p>}
      {waiting.length > 0 && (
        <ul class="desk-list">
          {waiting.map(([key, href, forms]) => (
            <li key={key}>
              <a href={href}>
                <b>{groupedNumber(desk[key])}</b> <span>{plural(desk[key], forms)}</span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
