/**
 * What an error may show of a vendor's texts. Vendors echo keys ("Incorrect API key provided: sk-…") and prompts ("invalid
 * value: …"): messages hold only words that look like identifiers and like no secret, and the vendor's whole text is kept
 * apart, with its secrets redacted.
 */

import { redactSecrets, shortestSecret, wholeWords } from './redact-secrets.ts'

/** A part of a secret that is shorter than this is not recognised as one: vendors show the last four characters of a key. */
const shortestPart = 4

/**
 * A vendor's word (a code, a parameter, a request id) when it is safe to show, else undefined.
 *
 * @param said the text of the request: a word that stands in it, other than as the name of a field, may be its echo
 */
export function safeWord(
  word: unknown,
  secrets: readonly string[] = [],
  said?: () => string,
): string | undefined {
  if (typeof word !== 'string' || !/^[\w.:/[\]-]{1,80}$/.test(word)) return undefined
  if (secrets.includes(word) || isPartly(word, longEnough(secrets)) || looksSecret(word)) return undefined
  return said !== undefined && isEcho(word, said()) ? undefined : word
}

/** True for a word that holds a secret, or a part of one, also where the vendor has left out the middle: `ab12...yz89`. */
function isPartly(word: string, secrets: readonly string[]): boolean {
  const parts = word.split(/\.{2,}/).filter((part) => part.length >= shortestPart)
  return secrets.some((secret) => word.includes(secret) || parts.some((part) => secret.includes(part)))
}

/** True for a word of a text, other than the name of a JSON field. */
function isEcho(word: string, text: string): boolean {
  const escaped = word.replaceAll(/[.[\]/]/g, String.raw`\$&`)
  return new RegExp(String.raw`(?<![\w.-])${escaped}(?![\w-]|"\s*:)`).test(text)
}

/** Longest text of a vendor that is kept, in characters. */
const maxTextLength = 500

/** Most characters of a text that are looked at. */
const maxSearchedLength = 4000

const replacement = '[redacted]'

/**
 * A vendor's free text for the developer: secrets and everything that looks like a key become `[redacted]`, line ends and
 * control characters become spaces, and what is beyond 500 characters is cut off. Undefined when the text is blank.
 */
export function redactText(text: string, secrets: readonly string[] = []): string | undefined {
  const redacted = redactSecrets(wholeWords(text, maxSearchedLength), secrets)
    .replace(/[\w.*-]+/g, (word) => (isSecretWord(word, secrets) ? replacement : word))
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  if (redacted === '') return undefined
  return redacted.length > maxTextLength ? `${redacted.slice(0, maxTextLength - 1)}…` : redacted
}

/** Values of a few letters, such as the keys of tests and local servers, are part of many words: only whole words are compared with them. */
export function longEnough(secrets: readonly string[]): readonly string[] {
  return secrets.filter((secret) => secret.length >= shortestSecret)
}

/** Prefixes vendors give their keys. */
const keyPrefix = /^(sk|pk|rk|gsk|xai|key|tgp|csk|nvapi|hf|AIza|ya29|eyJ)[-_A-Z0-9]/

function looksSecret(word: string): boolean {
  return keyPrefix.test(word) || /[A-Za-z\d]{64,}/.test(word)
}

/** Also true for a long word of letters and digits: in free text it is as likely a key as an id. */
function isSecretWord(word: string, secrets: readonly string[]): boolean {
  const bare = word.replace(/^[.*-]+|[.*-]+$/g, '')
  if (secrets.includes(word) || secrets.includes(bare)) return true
  return looksSecret(bare) || (/^[\w-]{32,}$/.test(bare) && /\d/.test(bare) && /[A-Za-z]/.test(bare))
}
