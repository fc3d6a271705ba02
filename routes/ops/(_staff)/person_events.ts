import {
  NOTICE_CHANNELS,
  NOTICE_STATES,
  noticeDetail,
  noticeTopic,
} from "../../../components/case/notice_words.ts";
import {
  PAYMENT_STATES,
  paymentReason,
  REFUND_STATES,
} from "../../../components/payment/payment_words.ts";
import { type Instant, startOfDay } from "../../../domain/local_date.ts";
import { formatRoubles } from "../../../domain/money.ts";
import { counted, dayAndYear, numbered } from "../../../domain/russian.ts";
import { callStateWords, OUTCOME_WORDS } from "./call_words.tsx";
import { decisionState, decisionWords } from "./decision_words.ts";
import { DOCUMENT_KINDS } from "./document_kinds.ts";
import type { View } from "./person_now.tsx";

/** Kinds by which the journal of a person is filtered, with what each is called. */
export const EVENT_KINDS = {
  policy: "Полисы",
  invoice: "Счета",
  payment: "Платежи",
  notice: "Сообщения",
  call: "Звонки",
  decision: "Решения",
  consent: "Согласия",
  contact: "Кабинет",
} as const;

export type EventKind = keyof typeof EVENT_KINDS;

export interface PersonEvent {
  at: Instant;
  kind: EventKind;
  title: string;
  detail?: string;
  href?: string;
  /** A fact of the day, not of an hour. */
  ofDay?: true;
}

/** Everything that has happened to the person by `now`, newest first. */
export function personEvents(view: View, now: Instant): PersonEvent[] {
  return [
    ...policyEvents(view),
    ...invoiceEvents(view),
    ...paymentEvents(view),
    ...noticeEvents(view),
    ...decisionEvents(view, now),
    ...consentEvents(view),
    ...contactEvents(view),
  ].filter((event) => event.at <= now)
    .map((event, index) => ({ event, index }))
    .sort((a, b) => a.event.at < b.event.at ? 1 : a.event.at > b.event.at ? -1 : b.index - a.index)
    .map(({ event }) => event);
}

function policyEvents({ policies }: View): PersonEvent[] {
  return policies.flatMap(({ number, activeFrom, emergencySpells, timeZone }) => {
    const from = (day: NonNullable<typeof activeFrom>, title: string): PersonEvent => ({
      at: startOfDay(day, timeZone),
      ofDay: true,
      kind: "policy",
      title: `${title}, полис ${number}`,
    });
    return [
      ...activeFrom === null ? [] : [from(activeFrom, "Первый день обслуживания")],
      ...emergencySpells.flatMap((spell) =>
        // An empty spell is that of a default that was reversed.
        spell.until === spell.from ? [] : [
          {
            ...from(spell.from, "Экстренная программа"),
            detail: `Из-за счета ${numbered(spell.invoiceId)}`,
          },
          ...spell.until === null ? [] : [from(spell.until, "Групповая программа вернулась")],
        ]
      ),
    ];
  });
}

function invoiceEvents({ invoices, person }: View): PersonEvent[] {
  const published = invoices.flatMap((invoice) => {
    const { id, publishedAt, totalKopecks, dueOn, defaultedAt } = invoice;
    const about = { kind: "invoice", href: `/ops/cases/${id}` } as const;
    // The newest move stands first: the oldest one tells what was promised.
    const promised = person.dueMoves.findLast(({ invoiceId }) => invoiceId === id)?.from ?? dueOn;
    return [
      {
        ...about,
        at: publishedAt,
        title: `Счет ${numbered(id)} выставлен`,
        detail: `${formatRoubles(totalKopecks)}, срок ${dayAndYear(promised)}`,
      },
      ...defaultedAt === null ? [] : [{
        ...about,
        at: defaultedAt,
        ofDay: true as const,
        title: `Счет ${numbered(id)} просрочен`,
      }],
    ];
  });
  const moved = person.dueMoves.map(({ invoiceId, from, to, at }) => ({
    at,
    kind: "invoice" as const,
    href: `/ops/cases/${invoiceId}`,
    title: `Срок счета ${numbered(invoiceId)} стал позже`,
    detail: `${dayAndYear(to)} вместо ${dayAndYear(from)}`,
  }));
  const corrected = person.corrections.map(({ invoiceId, creditedKopecks, fileId, at }) => ({
    at,
    kind: "invoice" as const,
    href: `/ops/cases/${invoiceId}`,
    title: `Клиника исправила счет ${numbered(invoiceId)}`,
    detail: `Меньше на ${formatRoubles(creditedKopecks)}, файл ${numbered(fileId)}`,
  }));
  return [...published, ...moved, ...corrected];
}

function paymentEvents({ person }: View): PersonEvent[] {
  return person.payments.flatMap((payment) => {
    const { amountKopecks, invoiceIds, state, reason, createdAt, capturedAt, settledAt } = payment;
    const refunded = payment.refunds.flatMap((refund) =>
      refund.settledAt === null ? [] : [{
        at: refund.settledAt,
        kind: "payment",
        title: `Возврат: ${REFUND_STATES[refund.state]} ${formatRoubles(refund.amountKopecks)}`,
      }]
    );
    const sum = formatRoubles(amountKopecks);
    const about = `Счета: ${invoiceIds.map(numbered).join(", ")}`;
    const decidedAt = capturedAt ?? settledAt;
    return [
      { at: createdAt, kind: "payment", title: `Начата оплата ${sum}`, detail: about },
      ...decidedAt === null ? [] : [
        {
          at: decidedAt,
          kind: "payment",
          title: state === "succeeded"
            ? `Оплачено ${sum}`
            : `Платеж ${sum}: ${PAYMENT_STATES[state]}`,
          detail: reason === null || state === "succeeded" ? about : paymentReason(reason),
        } as const,
      ],
      ...refunded,
    ] as PersonEvent[];
  });
}

function noticeEvents({ notices }: View): PersonEvent[] {
  const unneeded = notices.filter(({ channel, state }) =>
    channel !== "call" && state === "skipped"
  );
  const told = notices.filter((notice) => !unneeded.includes(notice));
  return [...skippedAtOnce(unneeded), ...told.flatMap(noticeEvent)];

  function noticeEvent(notice: View["notices"][number]): PersonEvent[] {
    const { channel, template, invoiceId, state, detail, dueAt, finishedAt } = notice;
    const about = invoiceId === null ? "" : `, счет ${numbered(invoiceId)}`;
    if (channel !== "call") {
      const outcome = NOTICE_STATES[state] ?? state;
      return [{
        at: finishedAt ?? dueAt,
        kind: "notice",
        title: `${NOTICE_CHANNELS[channel]}: ${noticeTopic(template)}${about}`,
        detail: detail === null ? outcome : `${outcome}: ${noticeDetail(detail)}`,
      }];
    }
    const call = { kind: "call", href: `/ops/calls/${notice.id}` } as const;
    return [
      { ...call, at: dueAt, title: `Звонок${about}`, detail: callStateWords(notice) },
      ...notice.tries.map((one) => ({
        ...call,
        at: one.triedAt,
        title: `Звонок: ${OUTCOME_WORDS[one.outcome]}${about}`,
        detail: one.note === null ? one.staff : `${one.staff}: ${one.note}`,
      })),
    ];
  }
}

/** What was left out at one moment for one reason is told in a line: there may be a dozen. */
function skippedAtOnce(skipped: View["notices"]): PersonEvent[] {
  const groups = Object.entries(Object.groupBy(
    skipped,
    ({ invoiceId, detail, dueAt, finishedAt }) =>
      JSON.stringify([finishedAt ?? dueAt, invoiceId, detail]),
  ));
  return groups.flatMap(([, notices = []]): PersonEvent[] => {
    const { invoiceId, detail, dueAt, finishedAt } = notices[0]!;
    const about = invoiceId === null ? "" : `, счет ${numbered(invoiceId)}`;
    const topics = new Set(
      notices.map(({ channel, template }) =>
        `${NOTICE_CHANNELS[channel as keyof typeof NOTICE_CHANNELS]}: ${noticeTopic(template)}`
      ),
    );
    const why = detail === null ? NOTICE_STATES["skipped"]! : noticeDetail(detail);
    return [{
      at: finishedAt ?? dueAt,
      kind: "notice",
      title: notices.length === 1
        ? `${[...topics].join()}${about}`
        : `Не\u00a0понадобились ${counted(notices.length, FORMS)}${about}`,
      detail: notices.length === 1
        ? `${NOTICE_STATES["skipped"]}: ${why}`
        : `${why}: ${[...topics].join("; ")}`,
    }];
  });
}

const FORMS = ["сообщение", "сообщения", "сообщений"] as const;

function decisionEvents({ person }: View, now: Instant): PersonEvent[] {
  return person.decisions.flatMap((decision): PersonEvent[] => {
    const words = decisionWords(decision, now);
    const about = { kind: "decision", href: `/ops/decisions/${decision.id}` } as const;
    const { proposedAt, proposedBy, expiresAt, decidedAt, decidedBy } = decision;
    if (expiresAt === null) {
      return [{ ...about, at: proposedAt, title: words, detail: proposedBy }];
    }
    return [
      { ...about, at: proposedAt, title: `Предложено: ${words}`, detail: proposedBy },
      ...decidedAt === null ? [] : [{
        ...about,
        at: decidedAt,
        title: `${decisionState(decision, now)}: ${words}`,
        ...decidedBy === null ? {} : { detail: decidedBy },
      }],
    ];
  });
}

function consentEvents({ person }: View): PersonEvent[] {
  return person.consents.flatMap(({ kind, version, policyNumber, givenAt, withdrawnAt }) => {
    const { title } = DOCUMENT_KINDS[kind];
    const detail = [
      ...version === null ? [] : [`версия ${version}`],
      ...policyNumber === null ? [] : [`полис ${policyNumber}`],
    ].join(", ");
    const about = { kind: "consent", detail } as const;
    return [
      { ...about, at: givenAt, title: `Принято: ${title}` },
      ...withdrawnAt === null ? [] : [{ ...about, at: withdrawnAt, title: `Отозвано: ${title}` }],
    ];
  });
}

function contactEvents({ person }: View): PersonEvent[] {
  const { registeredAt, closedAt, contactChanges } = person;
  return [
    ...registeredAt === null
      ? []
      : [{ at: registeredAt, kind: "contact", title: "Кабинет открыт" } as const],
    ...contactChanges.map(({ kind, confirmedAt }) =>
      ({
        at: confirmedAt,
        kind: "contact",
        title: kind === "phone" ? "Изменен телефон кабинета" : "Изменена почта кабинета",
      }) as const
    ),
    ...closedAt === null
      ? []
      : [{ at: closedAt, kind: "contact", title: "Кабинет закрыт" } as const],
  ];
}
