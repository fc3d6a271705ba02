import { defineOps } from "../../../../state.ts";
import { OpsFrame } from "../../../(_frame)/frame.tsx";
import { type LookingRoute, mayLook } from "../../(_staff)/staff_access.ts";

interface Section {
  href: LookingRoute;
  title: string;
  tells: string;
}

const SECTIONS: readonly Section[] = [
  {
    href: "/ops/settings/staff",
    title: "Сотрудники и\u00a0роли",
    tells: "Кто входит и\u00a0что ему можно. Добавить, сменить роль, закрыть доступ",
  },
  {
    href: "/ops/settings/documents",
    title: "Документы",
    tells: "Соглашение, согласие на\u00a0обработку данных, порядок с\u00a0франшизой: их версии",
  },
  {
    href: "/ops/settings/rates",
    title: "Ключевая ставка",
    tells: "По\u00a0ней считают проценты за\u00a0просрочку. Дни без ставки видно сразу",
  },
  {
    href: "/ops/employers",
    title: "Работодатели",
    tells: "У\u00a0каждого в\u00a0карточке: регион, план напоминаний, неустойка по\u00a0договору",
  },
  {
    href: "/ops/settings/names",
    title: "Клиники и\u00a0работодатели: названия",
    tells: "По\u00a0названию узнаем, чей файл. Исправить опечатку",
  },
  {
    href: "/ops/settings/programmes",
    title: "Программы и\u00a0клиники",
    tells: "Что оплачено и\u00a0где лечат, из\u00a0файла; что изменится, видно до\u00a0записи",
  },
  {
    href: "/ops/calendar",
    title: "Рабочий календарь",
    tells: "Постановления о\u00a0выходных и\u00a0праздники регионов: от\u00a0них зависят сроки",
  },
];

export default defineOps.page(function Settings({ state }) {
  return (
    <OpsFrame state={state} title="Настройки" current="/ops/settings">
      <h1>Настройки</h1>
      <dl class="facts">
        {SECTIONS.filter(({ href }) => mayLook(state.owner, href)).map(({ href, title, tells }) => (
          <>
            <dt key={href}>
              <a href={href}>{title}</a>
            </dt>
            <dd>{tells}</dd>
          </>
        ))}
      </dl>
    </OpsFrame>
  );
});
