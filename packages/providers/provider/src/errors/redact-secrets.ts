/**
 * The only place that takes secrets out of free texts. What becomes of the rest (its length, its line ends, echoes of the
 * prompt) is up to those who use it.
 */

/** Shorter secrets, such as the keys of tests and local servers, would take ordinary words out of texts. */
export const shortestSecret = 6

/** What keys look like, of any vendor, also where the vendor has masked a part of them. */
const secretLooks =
  /\b(?:bearer|basic)\s+(?=\S*[\d=_.-])[^\s"',;]+|\b(?:sk|pk|rk|gsk|xai|tgp|csk|nvapi|hf)[-_.*][\w.*-]{6,}|\bkey[-_](?=[\w-]*\d)[\w-]{8,}|\b(?:AIza|ya29|eyJ)[\w.*-]{6,}|[A-Za-z\d]{64,}/gi

/**
 * `text` with a mark in place of each secret of at least 6 characters, and of everything that looks like a vendor's key. One
 * that contains another is replaced first; the other way round its rest would stay.
 *
 * @param mark takes the place of a secret
 */
export function redactSecrets(text: string, secrets: readonly string[], mark = '[redacted]'): string {
  const known = secrets.filter(({ length }) => length >= shortestSecret)
  return known
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, secret) => rest.replaceAll(secret, mark), text)
    .replace(secretLooks, mark)
}

/** The beginning of a text, in whole words: a secret that is cut in half would not be recognized. */
export function wholeWords(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  let end = maxLength
  while (end > 0 && /\S/.test(text.charAt(end - 1))) end -= 1
  return text.slice(0, end)
}
