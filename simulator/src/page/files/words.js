// The words of the page, in Russian and in English.

const WORDS = {
  registers: ["Кассы", "Registers"],
  state: ["Состояние", "State"],
  time: ["Время", "Time"],
  faults: ["Сбои", "Faults"],
  link: ["Связь: со следующим документом", "Link: with the next document"],
  register: ["Касса и то, что вокруг неё", "The register and what is around it"],
  tape: ["Лента", "Tape"],
  exchanges: ["Запросы и ответы", "Requests and answers"],
  hideGet: ["скрыть GET", "hide GET"],
  connected: ["на связи", "connected"],
  disconnected: ["симулятор не отвечает", "the simulator does not answer"],
  emptyTape: ["Лента пуста: продайте что-нибудь.", "The tape is empty: sell something."],
  emptyLog: ["Запросов ещё не было.", "There were no requests yet."],
  request: ["Запрос", "Request"],
  answer: ["Ответ", "Answer"],
  nothing: ["(пусто)", "(empty)"],
  pending: ["выполняется", "in progress"],
  lost: ["ответ потерян", "answer lost"],
  lostMade: [
    "Касса выполнила запрос, но программа не получила ответа целиком.",
    "The register did what it was asked, but the program did not get the whole answer.",
  ],
  lostNotMade: ["Связь оборвалась, касса ничего не сделала.", "The link broke, and the register did nothing."],
  struck: ["Сработал сбой: ", "A fault applied: "],
  onlyStart: ["… (показано начало)", "… (only the beginning is shown)"],
  waits: ["ждёт следующего документа", "waits for the next document"],
  clear: ["Убрать все сбои", "Clear all faults"],
  // State
  clock: ["Часы", "Clock"],
  shift: ["Смена", "Shift"],
  shiftAge: ["Открыта", "Open for"],
  closed: ["закрыта", "closed"],
  opened: ["открыта", "open"],
  expired: ["старше 24 часов", "older than 24 hours"],
  serial: ["Заводской номер", "Serial number"],
  stateNumber: ["Номер в КГД", "State number"],
  fn: ["ФН", "Fiscal drive"],
  fnPhase: ["Состояние ФН", "Drive's phase"],
  ffd: ["ФФД", "FFD"],
  lastDocument: ["Последний ФД", "Last document"],
  receipts: ["Чеков за смену", "Receipts in the shift"],
  ofdQueue: ["Не передано в ОФД", "Not sent to the OFD"],
  ofdOnline: ["Связь с ОФД", "Link to the OFD"],
  cash: ["В денежном ящике", "In the drawer"],
  revenue: ["Выручка смены", "Revenue of the shift"],
  drawerOpen: ["Денежный ящик", "Cash drawer"],
  waiting: ["В очереди", "In the queue"],
  blocked: ["Заблокирована", "Blocked"],
  trouble: ["Неполадка (код)", "Trouble (code)"],
  held: ["Очередь придержана", "Queue held"],
  registerLink: ["Связь с кассой", "Link to the register"],
  cre: ["creItemId", "creItemId"],
  group: ["Группа", "Group"],
  applications: ["Заявок", "Applications"],
  filed: ["Ждут ответа ФНС", "Wait for the tax service"],
  registered: ["Касс на учёте", "Registers on record"],
  byHand: ["ФНС отвечает вручную", "Tax service by hand"],
  yes: ["да", "yes"],
  no: ["нет", "no"],
  online: ["есть", "there is one"],
  offline: ["нет", "none"],
  drawerIsOpen: ["открыт", "open"],
  drawerIsClosed: ["закрыт", "closed"],
  ready: ["новый", "new"],
  configured: ["новый", "new"],
  fiscal: ["работает", "in use"],
  fiscalMode: ["работает", "in use"],
  postFiscal: ["закрыт, есть непереданное", "closed, not all is sent"],
  postFiscalMode: ["закрыт, есть непереданное", "closed, not all is sent"],
  archive: ["архив", "archive"],
  accessArchive: ["архив", "archive"],
  failing: ["обрыв до документа", "fails before the document"],
  severed: ["обрыв после документа", "fails after the document"],
  day: ["д", "d"],
  hour: ["ч", "h"],
  minute: ["мин", "min"],
  // Time
  longShift: ["Смене 25 часов", "A shift of 25 hours"],
  hourLater: ["Час спустя", "An hour later"],
  dayLater: ["День спустя", "A day later"],
  rightTime: ["Вернуть верное время", "The right time again"],
  // Faults of the link
  breakBefore: ["Оборвать связь до документа", "Break the link before the document"],
  loseAnswer: ["Потерять ответ", "Lose the answer"],
  cutAnswer: ["Оборвать ответ посередине", "Cut the answer in the middle"],
  answerLate: ["Ответить через 40 с", "Answer after 40 s"],
  documentLate: ["Напечатать через 5 с после обрыва", "Print 5 s after the link broke"],
  rubbish: ["Ответить мусором вместо JSON", "Answer with rubbish, not JSON"],
  unavailable: ["Ответить «недоступно» (HTTP 503)", "Answer \"unavailable\" (HTTP 503)"],
  // The register
  busy: ["Касса занята", "Register busy"],
  paperOut: ["Кончилась бумага", "Paper out"],
  notPrinted: ["Документ есть, а печати нет", "Document made, not printed"],
  driveSilent: ["ФН не отвечает", "The drive does not answer"],
  driveFull: ["Ресурс ФН исчерпан", "The drive is full"],
  stranger: ["Чек другой программы", "A receipt of another program"],
  linkLostBefore: ["Касса пропала до документа", "Register gone before the document"],
  linkLostAfter: ["Касса пропала после документа", "Register gone after the document"],
  linkWaits: ["Касса не на связи, задания ждут", "Register away, tasks wait"],
  linkOn: ["Касса снова на связи", "Register back again"],
  troubleOver: ["Неполадка устранена", "Trouble is over"],
  hold: ["Придержать очередь", "Hold the queue"],
  release: ["Отпустить очередь", "Release the queue"],
  slow: ["Медленная печать (5 с)", "Slow printing (5 s)"],
  quick: ["Быстрая печать", "Quick printing"],
  ofdOff: ["ОФД недоступен", "OFD away"],
  ofdOn: ["ОФД снова доступен", "OFD back again"],
  drawerClosed: ["Закрыть ящик", "Close the drawer"],
  drawerPull: ["Открыть ящик", "Open the drawer"],
  block: ["ОФД заблокировал кассу", "OFD blocks the register"],
  unblock: ["Снять блокировку", "Unblock"],
  tokensExpired: ["Токены истекли", "Tokens have expired"],
  callbackLost: ["Потерять обратный вызов", "Lose a callback"],
  fnsWaits: ["ФНС ждёт решения", "Tax service waits"],
  fnsAnswers: ["ФНС отвечает сама", "Tax service answers by itself"],
  approve: ["ФНС приняла", "Tax service accepts"],
  reject: ["ФНС отказала", "Tax service refuses"],
};

const DEVICES = {
  icash: ["iCASH-1F", "iCASH-1F"],
  itkassa: ["Айти Касса", "Айти Касса"],
  cashcore: ["CashCore", "CashCore"],
  atolweb: ["Веб-сервер АТОЛ", "ATOL's web server"],
  atolonline: ["АТОЛ Онлайн", "ATOL Online"],
  ofdru: ["OFD.ru", "OFD.ru"],
};

const KEY = "kassa-language";
let russian = chosen().startsWith("ru");

/** By the address (?lang=ru), by an earlier choice, by the browser's language. */
function chosen() {
  const asked = new URLSearchParams(location.search).get("lang");
  return asked ?? localStorage.getItem(KEY) ?? navigator.language ?? "en";
}

export function word(name) {
  return WORDS[name]?.[russian ? 0 : 1] ?? name;
}

export function has(name) {
  return name in WORDS;
}

export function deviceName(name) {
  return DEVICES[name]?.[russian ? 0 : 1] ?? name;
}

export function locale() {
  return russian ? "ru" : "en";
}

export function otherLanguage() {
  return russian ? "English" : "Русский";
}

export function switchLanguage() {
  russian = !russian;
  localStorage.setItem(KEY, locale());
}
