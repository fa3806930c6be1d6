/**
 * What may stand in an error. Vendors echo keys ("Incorrect API key provided: sk-…") and prompts ("invalid value: …"), so
 * none of their free text is passed on: only words that look like identifiers and like nothing secret.
 */

/** A vendor's word (a code, a parameter, a request id) when it is safe to show, else undefined. */
export function safeWord(word: unknown, secrets: readonly string[] = []): string | undefined {
  if (typeof word !== 'string' || !/^[\w.:/[\]-]{1,80}$/.test(word)) return undefined
  const isSecret = secrets.includes(word) || longEnough(secrets).some((secret) => word.includes(secret))
  return isSecret || looksSecret(word) ? undefined : word
}

/** Values of a few letters, such as the keys of tests and local servers, are in every other word: they hide only themselves. */
export function longEnough(secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => secret.length >= 6)
}

/** Prefixes vendors give their keys. */
const keyPrefix = /^(sk|pk|rk|gsk|xai|key|tgp|csk|nvapi|hf|AIza|ya29|eyJ)[-_A-Z0-9]/

function looksSecret(word: string): boolean {
  return keyPrefix.test(word) || /[A-Za-z\d]{64,}/.test(word)
}
