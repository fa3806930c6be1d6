import { describeValue } from './describe-value.ts'

/**
 * A word of the caller as a message may show it: `"weit"` when it looks like a misspelt word, else only what it is
 * (`a string of 44 characters`), because it may be a key in the wrong place.
 */
export function describeWord(value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') return describeValue(value)
  return isPlainWord(value) ? `"${value}"` : `a string of ${String(value.length)} characters`
}

/**
 * True for a word that is surely no key: up to 32 letters, hyphens, underscores and dots, among which only a word
 * of up to 20 characters has digits, and fewer than 8, and which does not begin as vendors' keys do.
 */
export function isPlainWord(text: string): boolean {
  if (!/^[\w.$-]{1,32}$/.test(text) || keyPrefix.test(text)) return false
  const digits = text.replaceAll(/\D/g, '').length
  return digits === 0 || (digits < 8 && text.length <= 20)
}

const keyPrefix = /^(sk|pk|rk|gsk|xai|tgp|csk|nvapi|hf)[-_]/i
