/** True when a text can travel as the value of an HTTP header (RFC 9110, section 5.5). */
export function isHeaderSafe(text: string): boolean {
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(text)
}

/** True when a text can be the name of an HTTP header (RFC 9110, section 5.1). */
export function isHeaderName(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text)
}
