/** One step: what to do, and the commands to do it with. */
export interface Step {
	text: string;
	code?: string;
}

export interface Guide {
	id: string;
	name: string;
	steps: Step[];
}

export function guidesFor(origin: string): Guide[] {
	const health = `${origin}/api/health`;
	return [
		{
			id: "windows",
			name: "Windows",
			steps: [
				{
					text: "Download papertrade-ca.crt, open it, and choose “Install Certificate…”.",
				},
				{
					text: "Choose “Local Machine”, then “Place all certificates in the following store” and pick “Trusted Root Certification Authorities”.",
				},
				{
					text: "Restart the browser. From an administrator’s PowerShell, one line does the same:",
					code: 'Import-Certificate -FilePath "$HOME\\Downloads\\papertrade-ca.crt" -CertStoreLocation Cert:\\LocalMachine\\Root',
				},
			],
		},
		{
			id: "macos",
			name: "macOS",
			steps: [
				{
					text: "Download papertrade-ca.crt and open it: Keychain Access adds it.",
				},
				{
					text: "Open the certificate there, unfold “Trust”, and set “When using this certificate” to “Always Trust”.",
				},
				{
					text: "In a terminal, one line does the same:",
					code: "sudo security add-trusted-cert -d -r trustRoot \\\n  -k /Library/Keychains/System.keychain ~/Downloads/papertrade-ca.crt",
				},
			],
		},
		{
			id: "ios",
			name: "iOS",
			steps: [
				{
					text: "Open this page in Safari, download the certificate, and open it, from Files › Downloads if need be.",
				},
				{
					text: "In Settings, tap “Profile Downloaded” near the top and install it.",
				},
				{
					text: "In Settings › General › About › Certificate Trust Settings, switch on full trust for it. Without this step nothing changes.",
				},
			],
		},
		{
			id: "android",
			name: "Android",
			steps: [
				{ text: "Download papertrade-ca.crt." },
				{
					text: "In Settings, search for “CA certificate” (Security › Encryption & credentials › Install a certificate), choose “Install anyway”, and pick the file.",
				},
				{
					text: "Chrome trusts it from then on. In Firefox, Settings › About Firefox, tap the logo seven times; then Secret Settings › Use third party CA certificates.",
				},
			],
		},
		{
			id: "linux",
			name: "Debian, Ubuntu",
			steps: [
				{
					text: "Put the file where the system keeps its own authorities. The name has to end in .crt.",
					code: "sudo install -m 644 papertrade-ca.crt /usr/local/share/ca-certificates/papertrade.crt\nsudo update-ca-certificates",
				},
				{
					text: "Chrome and Chromium keep a list of their own (certutil is in libnss3-tools):",
					code: 'certutil -d sql:"$HOME/.pki/nssdb" -A -t C,, -n PaperTrade -i papertrade-ca.crt',
				},
			],
		},
		{
			id: "firefox",
			name: "Firefox",
			steps: [
				{
					text: "On Windows and macOS, Firefox follows the system: install it there. Elsewhere it keeps its own list.",
				},
				{
					text: "Settings › Privacy & Security › View Certificates… › Authorities › Import…, and pick papertrade-ca.crt.",
				},
				{ text: "Tick “Trust this CA to identify websites”." },
			],
		},
		{
			id: "programs",
			name: "curl, Node, Python",
			steps: [
				{
					text: "curl takes the file as an option:",
					code: `curl --cacert papertrade-ca.crt ${health}`,
				},
				{
					text: "Node.js reads it once, at start:",
					code: "NODE_EXTRA_CA_CERTS=/path/to/papertrade-ca.crt node bot.mjs",
				},
				{
					text: "Python’s requests, and bots built on it, take it in place of their own list:",
					code: "REQUESTS_CA_BUNDLE=/path/to/papertrade-ca.crt python3 bot.py",
				},
			],
		},
	];
}

export function guideForThisDevice(): string {
	const agent = navigator.userAgent;
	if (/Android/.test(agent)) return "android";
	if (/iPhone|iPad/.test(agent)) return "ios";
	if (/Windows/.test(agent)) return "windows";
	if (/Macintosh/.test(agent))
		return navigator.maxTouchPoints > 1 ? "ios" : "macos";
	return "linux";
}
