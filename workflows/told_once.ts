import type { ActivityOptions } from "@temporalio/workflow";
import { NEWS_HOURS, tellOrGiveUp, waysOf } from "./calls.ts";
import { viewer } from "./view.ts";

type MessageChannels = ("sms" | "email")[];

interface OneNews {
  /** «Решение № 12»: what the Temporal UI calls the case. */
  title: string;
  /** «говорим, что долг списан» */
  saying: string;
  /** «Сообщаем о списании долга» */
  summary: string;
  tell: (options: ActivityOptions, channels: MessageChannels) => Promise<string[]>;
  giveUp: (options: ActivityOptions, channels: MessageChannels) => Promise<string[]>;
}

/** A case that is one piece of news: told once, by SMS and by letter, or given up. */
export async function tellOnce(news: OneNews): Promise<"told" | "not_told"> {
  const show = viewer();
  const { title, saying, summary } = news;
  const channels: MessageChannels = ["sms", "email"];
  show({ stage: "Сообщаем", details: `${title}: ${saying}.` });
  const states = await tellOrGiveUp({
    summary: `${summary}: ${waysOf(channels)}`,
    hours: NEWS_HOURS,
    tell: (options) => news.tell(options, channels),
    giveUp: (options) => news.giveUp(options, channels),
  });
  const told = states.includes("sent");
  show(
    told
      ? { stage: "Завершена", details: `${title}: сообщили.` }
      : { stage: "Не удалось", details: `${title}: **сообщить не удалось**, видно в кабинете.` },
  );
  return told ? "told" : "not_told";
}
