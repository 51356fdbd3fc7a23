# Sourced after lib.sh: a workspace with a small campaign, for scripts that let the whole program send.
#   campaign_ws N [lines of [relay main]]   $WS: N consenting contacts p…@sink.test, campaign k, started
campaign_ws() {
	rm -rf "$WS"
	ws_new
	cat >"$WS/kvieslys.conf" <<-CONF
		[sender]
		name = Pietų verslo centras
		address = seminarai@centras.example
		postal = Pramonės g. 1, Alytus
		[relay main]
		${2:-}
	CONF
	sql "INSERT INTO organisation(id,name,name_key,country,sector,kind,town,created_at,updated_at)
			VALUES(1,'UAB Metalas','metalas','LT','metal','enterprise','Alytus',1,1);
		WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<$1)
			INSERT INTO contact(id,organisation_id,email,email_key,name,given_name,family_name,language,source,created_at,updated_at)
			SELECT i,1,printf('p%04d@sink.test',i),printf('p%04d@sink.test',i),'Jonas Petraitis','Jonas','Petraitis','lt','web',1,1 FROM n;
		INSERT INTO basis(contact_id,kind,source,at) SELECT id,'consent','form',1 FROM contact;
		INSERT INTO list(id,name,created_at) VALUES(1,'all',1);
		INSERT INTO list_member SELECT 1,id,1 FROM contact;
		INSERT INTO event(id,key,start_at,end_at,zone,capacity,party_max,created_at,updated_at)
			VALUES(1,'e',strftime('%s','2027-04-01 08:00'),strftime('%s','2027-04-01 12:00'),'Europe/Vilnius',40,4,1,1);
		INSERT INTO event_text VALUES(1,'lt','title','Šiuolaikinės metalo apdirbimo technologijos'),
			(1,'lt','place','Alytus, Pramonės g. 1'),(1,'lt','place-in','Alytuje');
		INSERT INTO campaign(id,key,class,event_id,letter,languages,fallback,audience,source,created_at,updated_at)
			VALUES(1,'k','event',1,'invitation','lt','','list:all','',1,1);
		INSERT INTO step(campaign_id,number,name,letter,after_seconds,audience) VALUES(1,0,'','invitation',0,'all');"
	k campaign start k >/dev/null
}
count() { sql "SELECT count(*) FROM message WHERE state = '$1'"; }
# Sets $rc; what was told is in $TMP/stderr.
campaign_send() {
	k send >"$TMP/stdout" 2>"$TMP/stderr"
	rc=$?
}
