import type { LocalDate } from "../../domain/local_date.ts";
import { dayAndYear, shortDate } from "../../domain/russian.ts";
import type { ServiceToday } from "../../domain/service_today.ts";
import type { SignKind } from "../page/sign.tsx";
import { unbroken } from "../page/text.ts";

/** How today's service is said on the card and beside the programme. */
export interface ServiceWords {
  /** `closed`: nothing but an ambulance, whatever the card says. */
  standing: "open" | "emergency" | "closed";
  sign: SignKind;
  /** «Обслуживание открыто» */
  title: string;
  /** What that means at the clinic, in a sentence. */
  meaning: string;
}

/** Plain words for the clinic's desk and for the insured alike. */
export function serviceWords(service: ServiceToday, today: LocalDate): ServiceWords {
  const day = (date: LocalDate) => unbroken(dayAndYear(date, today));
  switch (service.kind) {
    case "open":
      return {
        standing: "open",
        sign: "check",
        title: "Обслуживание открыто",
        meaning: `По ${day(service.until)} включительно`,
      };
    case "emergency":
      return {
        standing: "emergency",
        sign: "triangle",
        title: "Только экстренная помощь",
        meaning: service.until === null
          ? `С ${day(service.since)}: плановые услуги не оплачиваются`
          : `Плановые услуги снова с ${unbroken(shortDate(service.until, { today }))}`,
      };
    case "opens":
      return {
        standing: "closed",
        sign: "dashed",
        title: `Обслуживание откроется ${unbroken(shortDate(service.on, { today }))}`,
        meaning: "До этого дня услуги не оплачиваются",
      };
    case "not_activated":
      return {
        standing: "closed",
        sign: "cross",
        title: "Не действует: франшиза не активирована",
        meaning: "Услуги не оплачиваются",
      };
    case "called_off":
      return {
        standing: "closed",
        sign: "cross",
        title: "Не действует: полис отменен до начала",
        meaning: "Услуги не оплачиваются",
      };
    case "ended":
      return {
        standing: "closed",
        sign: "cross",
        title: `Не действует: полис закончился ${day(service.endedOn)}`,
        meaning: "Услуги не оплачиваются",
      };
    case "withdrawn":
      return {
        standing: "closed",
        sign: "cross",
        title: "Не действует: согласие отозвано",
        meaning: `Услуги после ${day(service.endedOn)} не оплачиваются`,
      };
  }
}
