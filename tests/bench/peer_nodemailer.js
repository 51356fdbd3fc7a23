// What a script with nodemailer's pooled transport does. Usage: node peer_nodemailer.js PORT N CONNECTIONS SIZE
const nodemailer = require("nodemailer");
const [port, n, connections, size] = process.argv.slice(2).map(Number);
const line = "Kviečiame dalyvauti seminare apie šiuolaikines technologijas.\n";
const lines = Math.floor(size / 3 / Buffer.byteLength(line));
const text = line.repeat(lines);
const html = ("<p>" + line.trim() + "</p>\n").repeat(lines);
const transport = nodemailer.createTransport({ host: "127.0.0.1", port, pool: true, maxConnections: connections,
	maxMessages: Infinity, ignoreTLS: true });
let next = 0;
async function worker() {
	while (next < n) {
		const i = next++;
		await transport.sendMail({ from: "Pietų verslo centras <seminarai@centras.example>", to: `p${i}@sink.test`,
			envelope: { from: "bounce@centras.example", to: `p${i}@sink.test` },
			subject: `Kvietimas į seminarą ${i}`, text: text + i, html: html + i });
	}
}
Promise.all(Array.from({ length: connections * 2 }, worker)).then(() => transport.close());
