import { formatPhone, internationalPhone, type Phone } from "../../domain/phone.ts";

export interface HelpPhoneProps {
  phone: Phone;
  /** After the term the words change: the call still helps. */
  when: "before_term" | "after_term";
}

/** «Не получается оплатить? Позвоните до срока»: beside the sum, before and after the term. */
export function HelpPhone({ phone, when }: HelpPhoneProps) {
  return (
    <section class="help-phone" aria-labelledby="help-phone-title">
      <h2 id="help-phone-title">Не получается оплатить?</h2>
      <p>
        {when === "before_term"
          ? "Позвоните до срока: подскажем, что можно сделать."
          : "Позвоните: подскажем, как вернуть программу."}
      </p>
      <a href={`tel:${internationalPhone(phone)}`}>{formatPhone(phone)}</a>
    </section>
  );
}
