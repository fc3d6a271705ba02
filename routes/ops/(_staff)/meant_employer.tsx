import { Notice } from "../../../components/page/notice.tsx";

export interface MeantEmployerProps {
  /** Whose the policies of the list are. */
  meant: string;
  sender: string | null;
}

/** Forty people are not at fault where one name was mistyped. */
export function MeantEmployer({ meant, sender }: MeantEmployerProps) {
  return (
    <Notice tone="warn" title={`Вы имели в\u00a0виду ${meant}?`}>
      <p>
        Полисы этого списка числятся за&nbsp;ним, а&nbsp;файл отправлен как список
        работодателя&nbsp;{sender}.{" "}
        <a href={`/ops?employer=${encodeURIComponent(meant)}#upload`}>
          Загрузить под этим названием
        </a>
      </p>
    </Notice>
  );
}
