-- A database of :n contacts (0.4 times as many firms) with the history of twenty events, for the benches of lists.
-- All of it follows from the row numbers, so two runs give the same. Run it on the database of a new workspace:
--	sqlite3 -cmd '.parameter set :n 1000000' kvieslys.db <tests/helpers/lists.sql
PRAGMA journal_mode=WAL;
PRAGMA synchronous=OFF;
PRAGMA cache_size=-400000;
BEGIN;
CREATE TEMP TABLE syllable(i INTEGER PRIMARY KEY, s TEXT);
INSERT INTO syllable(i, s) SELECT row_number() OVER () - 1, value FROM json_each('["ba","be","bri","da","dra","du","ga","gri","gul",
"ja","ju","ka","kle","kur","la","lin","lo","ma","med","min","mur","na","ne","nor","pa","pla","pru","ra","ri","ros","sa",
"sil","sta","su","ta","ter","tra","u","va","ver","vil","vo","za","zel","zi","al","en","is","or","us"]');
CREATE TEMP TABLE person(i INTEGER PRIMARY KEY, given TEXT, family TEXT);
INSERT INTO person SELECT row_number() OVER () - 1, g.value, f.value FROM json_each('["Jonas","Ona","Rasa","Vytautas","Jan",
"Anna","Piotr","Ewa","Tomas","Marek","Agnieszka","Mantas","Greta","Dainius","Olga","Andrej","Lukas","Katarzyna","Darius","Monika"]') g,
json_each('["Petrait","Kazl","Jankausk","Kowal","Nowak","Wiśniew","Stankev","Balčiūn","Urbon","Zielińsk","Pawlak","Vaitk","Butk",
"Żuk","Rimk","Savick","Mazur","Dudek","Lesniak","Grigal","Norkus","Sinkev","Baran","Wójcik","Lukš","Mickiew","Król","Paulausk"]') f;

-- n: a scrambled number for each row (multiplication by a number without a common divisor); every hundredth firm is the one before it again
WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < :n * 2 / 5),
 p(i, n, w) AS (SELECT i, (i - (i % 100 = 0)) * 7368787 % 6250000, i * 48271 % 1000 FROM r)
INSERT INTO organisation(id, name, name_key, code, domain, country, region, town, sector, kind, size, created_at, updated_at)
SELECT p.i,
 CASE w % 5 WHEN 0 THEN 'UAB „' || k.word || '“' WHEN 1 THEN k.word || ', UAB' WHEN 2 THEN k.word || ' sp. z o.o.' WHEN 3 THEN
 'MB ' || k.word ELSE k.word END, lower(k.word), CASE WHEN w % 2 = 0 THEN printf('%09d', 300000000 + p.i) END,
 CASE WHEN w % 5 <> 4 THEN replace(lower(k.word), ' ', '') || CASE WHEN w % 2 = 0 THEN '.lt' ELSE '.pl' END END,
 CASE WHEN w % 2 = 0 THEN 'LT' WHEN w < 900 THEN 'PL' ELSE 'DE' END,
 CASE w % 7 WHEN 0 THEN 'Alytus' WHEN 1 THEN 'Podlaskie' WHEN 2 THEN 'Kaunas' END,
 CASE w % 9 WHEN 0 THEN 'Alytus' WHEN 1 THEN 'Białystok' WHEN 2 THEN 'Suwałki' WHEN 3 THEN 'Kaunas' ELSE 'Vilnius' END,
 CASE w / 10 % 10 WHEN 0 THEN 'metal' WHEN 1 THEN 'wood' WHEN 2 THEN 'furniture' WHEN 3 THEN 'food' WHEN 4 THEN 'textile'
 WHEN 5 THEN 'plastics' WHEN 6 THEN 'electronics' WHEN 7 THEN 'energy' WHEN 8 THEN 'it' ELSE 'construction' END,
 CASE WHEN w % 50 = 0 THEN 'university' WHEN w % 50 = 1 THEN 'research' ELSE 'enterprise' END,
 CASE w % 4 WHEN 0 THEN '1-9' WHEN 1 THEN '10-49' WHEN 2 THEN '50-249' ELSE '250+' END, 1700000000 + p.i, 1700000000 + p.i
FROM p JOIN (SELECT i AS j, (SELECT s FROM syllable WHERE i = n % 50) || (SELECT s FROM syllable WHERE i = n / 50 % 50) ||
 (SELECT s FROM syllable WHERE i = n / 2500 % 50) || CASE WHEN w % 3 = 0 THEN ' ' ELSE '' END ||
 (SELECT s FROM syllable WHERE i = n / 125000 % 50) || 'as' AS word FROM p) k ON k.j = p.i;

WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < :n),
 p(i, f, q) AS (SELECT i, j * 48271 % (:n * 2 / 5) + 1, j * 7919 % 560 FROM (SELECT i, i - (i % 203 = 0) AS j FROM r))
INSERT INTO contact(id, organisation_id, email, email_key, name, given_name, family_name, language, phone, role, source, created_at,
 updated_at)
SELECT p.i, CASE WHEN p.i % 20 <> 0 THEN f END, a.address, a.address, CASE WHEN p.i % 3 = 0 THEN given || ' ' || family || 'as' END,
 given, family || 'as', CASE p.i % 5 WHEN 0 THEN NULL WHEN 1 THEN 'pl' ELSE 'lt' END, CASE WHEN p.i % 4 = 0 THEN
 printf('+3706%07d', p.i) END, p.i % 11 = 0, 'fair ' || (p.i % 12), 1700000000 + p.i, 1700000000 + p.i
FROM p JOIN person ON person.i = q JOIN (SELECT p.i AS j, CASE p.i % 11 WHEN 0 THEN 'info' ELSE 'p' END || p.i || '@' || CASE p.i % 3
 WHEN 0 THEN 'gmail.com' ELSE ifnull(o.domain, 'wp.pl') END AS address FROM p JOIN organisation o ON o.id = f) a ON a.j = p.i;

INSERT INTO basis(contact_id, kind, source, at) SELECT id, CASE id % 3 WHEN 0 THEN 'consent' ELSE 'legitimate-interest' END, source,
 created_at FROM contact;
INSERT INTO list(id, name, created_at) VALUES (1, 'all', 1), (2, 'metal-lt', 1), (3, 'metal-pl', 1), (4, 'news', 1);
INSERT INTO list_member(list_id, contact_id, since) SELECT 1, id, created_at FROM contact;
INSERT INTO list_member(list_id, contact_id, since) SELECT 2 + id % 3, id, created_at FROM contact WHERE id % 2 = 0;
WITH RECURSIVE r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 20)
INSERT INTO event(id, key, start_at, end_at, zone, capacity, party_max, created_at, updated_at)
SELECT i, 'event-' || i, 1735689600 + i * 5000000, 1735689600 + i * 5000000 + 20000, 'Europe/Vilnius', 40, 4, 1, 1 FROM r;
INSERT INTO campaign(id, key, class, event_id, letter, languages, fallback, audience, state, source, created_at, updated_at)
SELECT id, 'campaign-' || id, 'event', id, 'invitation', 'lt, pl', '', 'list:all', 'running', '', 1, 1 FROM event;
INSERT INTO step(campaign_id, number, name, letter, after_seconds, audience) SELECT id, 0, '', 'invitation', 0, 'all' FROM campaign;
INSERT INTO message(campaign_id, contact_id, nonce, state, due_at, attempts, relay, at)
SELECT 1 + id % 20, id, id, CASE WHEN id % 40 = 0 THEN 'failed' ELSE 'sent' END, created_at, 1, 'main', 1735689600 + id % 20 * 5000000 - 2000000
FROM contact;
INSERT INTO reply(mailbox, key, sha256, arrived_at, sender, answers_id, contact_id, campaign_id, event_id, kind, intent, outcome)
SELECT 'main', id, printf('%064d', id), at + 100000, 'x', id, contact_id, campaign_id, campaign_id, CASE WHEN id % 40 = 5 THEN 'bounce' ELSE 'reply' END,
 CASE id % 3 WHEN 0 THEN 'yes' WHEN 1 THEN 'no' ELSE 'maybe' END, 'applied' FROM message WHERE id % 5 = 0;
INSERT INTO registration(event_id, organisation_id, contact_id, state, seats, arrived_at, source, answered_at, since, updated_at)
SELECT r.event_id, c.organisation_id, c.id, CASE WHEN r.intent = 'yes' THEN 'registered' ELSE 'declined' END, r.intent = 'yes', r.arrived_at,
 'reply', r.arrived_at, r.arrived_at, r.arrived_at FROM reply r JOIN contact c ON c.id = r.contact_id WHERE r.kind = 'reply';
INSERT INTO attendee(registration_id, name, attended) SELECT id, 'x', id % 4 <> 0 FROM registration WHERE state = 'registered';
INSERT INTO suppression(hash, email, reason, source, at) SELECT 'bench' || id, email_key, 'unsubscribed', 'reply', 1735689600 FROM contact
WHERE id % 50 = 7;
COMMIT;
