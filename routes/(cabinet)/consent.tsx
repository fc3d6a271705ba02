import {
  ConsentBox,
  CsrfField,
  errorOf,
  ErrorSummary,
  type FieldError,
  SubmitButton,
  titleWithErrors,
} from "../../components/page/form.tsx";
import { DocumentText } from "../../components/page/document_text.tsx";
import { Notice } from "../../components/page/notice.tsx";
import { unbroken } from "../../components/page/text.ts";
import { dayAndYear } from "../../domain/russian.ts";
import { defineInsured, type InsuredState } from "../../state.ts";
import { wantedPage, withNext } from "../../web/wanted_page.ts";
import { formText } from "../(_frame)/form_text.ts";
import { Frame } from "../(_frame)/frame.tsx";

type Due = NonNullable<Awaited<ReturnType<InsuredState["useCases"]["readDueConsent"]>>>;

interface ConsentData {
  due: Due;
  next: string | null;
  /** A form was sent on the way here: it was not taken. */
  unsent: boolean;
  errors: FieldError[];
}

export const handler = defineInsured.handlers({
  async GET(ctx) {
    const { state, url } = ctx;
    const next = nextOf(url);
    const due = await dueOf(state);
    if (due === null) return ctx.redirect(next ?? "/policies", 303);
    const data: ConsentData = { due, next, unsent: url.searchParams.has("unsent"), errors: [] };
    return { data };
  },

  async POST(ctx) {
    const { state, url } = ctx;
    const { form, owner, ip, userAgent, useCases } = state;
    const next = nextOf(url);
    const due = await dueOf(state);
    if (due === null) return ctx.redirect(next ?? "/policies", 303);
    const refuse = (message: string) => {
      const errors = [{ field: "consent", message }];
      const data: ConsentData = { due, next, unsent: false, errors };
      return { data, status: 422 };
    };
    if (!form.has("consent")) {
      return refuse("Поставьте отметку, если согласны. Без нее кабинет дальше не\u00a0откроется");
    }
    const given = await useCases.consentAnew({
      personId: owner.personId,
      shownId: Number(formText(form, "document")),
      dueId: due.document.id,
      challengeId: owner.challengeId,
      phone: owner.phone,
      ip,
      userAgent,
    });
    if (given) return ctx.redirect(next ?? "/policies", 303);
    return refuse("Пока вы читали, появилась новая версия. Прочитайте ее и\u00a0отметьте снова");
  },
});

async function dueOf({ owner, useCases }: InsuredState): Promise<Due | null> {
  const { dueDocumentId: documentId, personId } = owner;
  return documentId === null ? null : await useCases.readDueConsent({ documentId, personId });
}

function nextOf(url: URL): string | null {
  const next = wantedPage(url.searchParams.get("next"), url.origin);
  return next?.startsWith("/consent") ? null : next;
}

export default defineInsured.page<typeof handler>(function ConsentAnew({ data, state }) {
  const { due: { document, given }, next, unsent, errors } = data;
  const title = "Согласие на\u00a0обработку данных изменилось";
  return (
    <Frame state={state} title={titleWithErrors(title, errors)} width="narrow">
      <div class="sheet">
        <ErrorSummary errors={errors} />
        <h1>{title}</h1>
        {unsent && (
          <Notice tone="warn" title="Форма не отправлена, ничего не изменилось">
            <p>Ответьте здесь, вернитесь к&nbsp;ней и&nbsp;отправьте снова.</p>
          </Notice>
        )}
        <p>
          {unbroken(`С ${dayAndYear(document.effectiveFrom)}`)}{" "}
          {`действует версия\u00a0${document.version}. Вы соглашались с\u00a0версией\u00a0${given.version}. `}
          Чтобы открыть кабинет, прочитайте новую и&nbsp;решите.
        </p>
        {document.changes && (
          <section class="stack-tight" aria-labelledby="changes">
            <h2 id="changes">Что изменилось</h2>
            {document.changes.split(/\n+/).map((line) => <p key={line}>{line}</p>)}
          </section>
        )}
        <form class="form" method="post" action={withNext("/consent", next)} novalidate>
          <CsrfField token={state.csrfToken} />
          <input type="hidden" name="document" value={String(document.id)} />
          <ConsentBox
            name="consent"
            title={document.title}
            version={`Версия ${document.version} от ${dayAndYear(document.effectiveFrom)}`}
            text={<DocumentText body={document.body} headingLevel={3} />}
            error={errorOf(errors, "consent")}
          >
            Я подтверждаю и даю согласие на обработку моих персональных данных
          </ConsentBox>
          <p class="muted">Подпись — код из&nbsp;СМС, по&nbsp;которому вы вошли.</p>
          <SubmitButton>Согласиться и&nbsp;продолжить</SubmitButton>
        </form>
        <section class="section" aria-labelledby="refuse">
          <h2 id="refuse">Если вы не&nbsp;согласны</h2>
          <p>
            Отзовите согласие: кабинет закроется, счета за&nbsp;оказанные услуги останутся. Что
            будет и&nbsp;когда, покажем до&nbsp;того, как вы решите.
          </p>
          <p>
            <a class="link" href={`/profile/consents/${given.consentId}/withdraw`}>
              Посмотреть, что будет
            </a>
          </p>
        </section>
      </div>
    </Frame>
  );
});
