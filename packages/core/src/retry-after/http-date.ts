const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT$/
const rfc3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/** Reads an HTTP date (`Fri, 20 Nov 2026 12:00:30 GMT`, RFC 9110, section 5.6.7) as Unix time in ms, else undefined. */
export function parseHttpDate(text: string): number | undefined {
  const [, day, month = '', year, hour, minute, second] = httpDate.exec(text) ?? []
  const place = months.indexOf(month)
  if (day === undefined || place < 0) return undefined
  const time = Date.UTC(Number(year), place, Number(day), Number(hour), Number(minute), Number(second))
  return new Date(time).getUTCDate() === Number(day) ? time : undefined
}

/** Reads an RFC 3339 time (`2026-11-20T12:00:30Z`) as Unix time in ms, else undefined. */
export function parseRfc3339(text: string): number | undefined {
  if (!rfc3339.test(text)) return undefined
  const time = Date.parse(text.toUpperCase().replace(' ', 'T'))
  return Number.isNaN(time) ? undefined : time
}
