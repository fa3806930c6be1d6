/** Words that look like a vendor's key, which vendors repeat in part when they refuse one. */
const keyLike = /\b(sk|pk|rk|gsk|xai|tgp|csk|nvapi|hf|ya29|eyJ|AIza)[-_.*][\w.*-]{6,}/g

/** A text without the secrets of the request. Those under 6 characters are left in: they would match ordinary words. */
export function redact(text: string, secrets: readonly string[]): string {
  let safe = text.replace(keyLike, '[redacted]')
  for (const secret of secrets) if (secret.length >= 6) safe = safe.replaceAll(secret, '[redacted]')
  return safe
}

const secretName = /key|token|secret|password|authorization|credential|cookie/i

/** The secrets of an SDK's client: fields and default headers with the name of a secret. */
export function secretsOf(client: object): string[] {
  const { _options: options } = client as { readonly _options?: unknown }
  const { defaultHeaders } = Object(options) as { readonly defaultHeaders?: unknown }
  const headers = defaultHeaders instanceof Headers ? Object.fromEntries(defaultHeaders) : defaultHeaders
  return [client, options, headers]
    .flatMap((holder) => Object.entries(Object(holder) as object))
    .flatMap(([name, value]) => (secretName.test(name) && typeof value === 'string' ? wordsOf(value) : []))
}

/** A header's value and, of `Bearer …` and the like, each word. */
export function wordsOf(value: string): string[] {
  return [value, ...value.split(/[\s,;]+/)]
}
