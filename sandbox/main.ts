import { startSandbox } from "./mod.ts";

const { env } = Deno;

const sandbox = await startSandbox({
  port: Number(env.get("SANDBOX_PORT") ?? 8100),
  smtpPort: Number(env.get("SMTP_PORT") ?? 8125),
  webhookUrl: env.get("SANDBOX_WEBHOOK_URL") ?? null,
  cabinetUrl: env.get("PUBLIC_URL") ?? null,
  file: env.get("SANDBOX_FILE") ?? null,
  ...given("shopId", "YOOKASSA_SHOP_ID"),
  ...given("shopKey", "YOOKASSA_KEY"),
  ...given("smsLogin", "SMSC_LOGIN"),
  ...given("smsPassword", "SMSC_PASSWORD"),
});

console.log(`Sandbox: ${sandbox.url}, SMTP on 127.0.0.1:${sandbox.smtpPort}`);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.addSignalListener(signal, stop);
}

function given<Name extends string>(name: Name, variable: string): { [N in Name]?: string } {
  const value = env.get(variable);
  return value === undefined ? {} : { [name]: value } as { [N in Name]: string };
}

let stopping: Promise<void> | null = null;

/** Ctrl-C may arrive twice. */
function stop(): void {
  stopping ??= sandbox.close().then(() => Deno.exit(0));
}
