/** One invented person of the demonstration, and how far their case has come. */
export interface DemoPerson {
  number: string;
  surname: string;
  name: string;
  patronymic: string;
  birthDate: string;
  sex: "М" | "Ж";
  /** Null: the roster lacks it, or the person is a child. */
  phone: string | null;
  representative?: string;
  stage: Stage;
  /** In Russian, for the table that `task start` prints. */
  story: string;
}

export type Stage =
  | "not_registered"
  | "awaiting_staff"
  | "not_activated"
  | "waiting"
  | "new"
  | "due_soon"
  | "overdue"
  | "recovery"
  | "restored"
  | "paid"
  | "several"
  | "child";

export const DEMO_PEOPLE: readonly DemoPerson[] = [
  {
    number: "7801/100/000001",
    surname: "Новикова",
    name: "Анна",
    patronymic: "Образцовна",
    birthDate: "1990-04-12",
    sex: "Ж",
    phone: "9005551001",
    stage: "not_registered",
    story: "еще не зарегистрирована (родилась 12.04.1990)",
  },
  {
    number: "7801/100/000002",
    surname: "Ожидаев",
    name: "Борис",
    patronymic: "Образцович",
    birthDate: "1984-09-30",
    sex: "М",
    phone: null,
    stage: "awaiting_staff",
    story: "телефона нет в списке работодателя, регистрацию подтверждает сотрудник",
  },
  {
    number: "7801/100/000003",
    surname: "Началова",
    name: "Вера",
    patronymic: "Образцовна",
    birthDate: "1978-01-05",
    sex: "Ж",
    phone: "9005551003",
    stage: "not_activated",
    story: "вошла, франшиза не активирована",
  },
  {
    number: "7801/100/000004",
    surname: "Завтрашний",
    name: "Глеб",
    patronymic: "Образцович",
    birthDate: "1995-06-21",
    sex: "М",
    phone: "9005551004",
    stage: "waiting",
    story: "дал согласие сегодня, ждет первого рабочего дня",
  },
  {
    number: "7801/100/000005",
    surname: "Счетова",
    name: "Дарья",
    patronymic: "Образцовна",
    birthDate: "1988-11-17",
    sex: "Ж",
    phone: "9005551005",
    stage: "new",
    story: "новый счет",
  },
  {
    number: "7801/100/000006",
    surname: "Срочный",
    name: "Егор",
    patronymic: "Образцович",
    birthDate: "1969-02-08",
    sex: "М",
    phone: "9005551006",
    stage: "due_soon",
    story: "скоро срок оплаты",
  },
  {
    number: "7801/100/000007",
    surname: "Просрочкина",
    name: "Жанна",
    patronymic: "Образцовна",
    birthDate: "1981-08-25",
    sex: "Ж",
    phone: "9005551007",
    stage: "overdue",
    story: "не оплатила в срок: только экстренная помощь",
  },
  {
    number: "7801/100/000008",
    surname: "Оплатов",
    name: "Захар",
    patronymic: "Образцович",
    birthDate: "1973-12-03",
    sex: "М",
    phone: "9005551008",
    stage: "paid",
    story: "всё оплачено",
  },
  {
    number: "7801/100/000009",
    surname: "Константинопольская-Преображенская",
    name: "Александра-Виктория",
    patronymic: "Образцовна",
    birthDate: "1992-03-19",
    sex: "Ж",
    phone: "9005551009",
    stage: "several",
    story: "несколько счетов и ребенок",
  },
  {
    number: "7801/100/000010",
    surname: "Константинопольский",
    name: "Миша",
    patronymic: "Образцович",
    birthDate: "2017-05-14",
    sex: "М",
    phone: null,
    representative: "7801/100/000009",
    stage: "child",
    story: "ребенок: кабинет и счета у законного представителя",
  },
  {
    number: "7801/100/000011",
    surname: "Взысканов",
    name: "Игорь",
    patronymic: "Образцович",
    birthDate: "1976-07-28",
    sex: "М",
    phone: "9005551011",
    stage: "recovery",
    story: "не платит больше 30 дней после срока: взыскание и проценты",
  },
  {
    number: "7801/100/000012",
    surname: "Вернулась",
    name: "Кира",
    patronymic: "Образцовна",
    birthDate: "1986-10-02",
    sex: "Ж",
    phone: "9005551012",
    stage: "restored",
    story: "оплатила после срока: групповая программа вернулась",
  },
];

export interface DemoService {
  code: string;
  name: string;
  /** Roubles, as a register writes them. */
  price: string;
}

export const DEMO_SERVICES: readonly DemoService[] = [
  { code: "B01.023.001", name: "Прием врача-невролога первичный", price: "3200,00" },
  { code: "A04.12.005", name: "УЗИ сосудов шеи", price: "2450,50" },
  { code: "B03.016.003", name: "Общий (клинический) анализ крови развернутый", price: "645,35" },
  { code: "A19.23.002.017", name: "Занятие лечебной физкультурой", price: "833,33" },
  { code: "A16.07.002", name: "Восстановление зуба пломбой", price: "4870,99" },
];
