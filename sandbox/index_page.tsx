import { pageResponse } from "./page.tsx";
import { OpenPhone } from "./phone_pages.tsx";

/** What the sandbox is and what is in it. */
export function indexPage({ cabinetUrl }: { cabinetUrl: string | null }): Response {
  return pageResponse({
    title: "Песочница",
    house: "sandbox",
    main: (
      <>
        <h1>Песочница: банк, телефон и почта на этой машине</h1>
        <p>
          Кабинет говорит с ними так же, как с настоящими банком, СМС-шлюзом и почтовым сервером. Но
          СМС и письма никуда не уходят, а деньги не списываются.
        </p>
        <ul class="rows">
          <li>
            <a href="/phone">Телефон</a>
            <p>СМС и коды для входа, новые сверху.</p>
          </li>
          <li>
            <a href="/mail">Почта</a>
            <p>Письма и вложения, коды сотрудников.</p>
          </li>
          <li>
            <a href="/bank">Банк</a>
            <p>Платежи и что с ними стало.</p>
          </li>
        </ul>
        <OpenPhone />
        {cabinetUrl !== null && (
          <p class="links">
            <a href={cabinetUrl}>Кабинет застрахованного</a>
            <a href={new URL("/ops", cabinetUrl).href}>Рабочее место сотрудника</a>
          </p>
        )}
      </>
    ),
  });
}
