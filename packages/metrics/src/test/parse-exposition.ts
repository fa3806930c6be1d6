/** A strict reader of Prometheus' text format 0.0.4 and of OpenMetrics 1.0, for tests. */

export type ParsedSample = {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export type ParsedFamily = {
  readonly name: string
  readonly help: string
  readonly type: string
  readonly samples: ParsedSample[]
}

const namePattern = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const labelPattern = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/
const numberPattern = /^(?:NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/

const suffixesOf: Readonly<Record<string, readonly string[]>> = {
  counter: ['_total'],
  gauge: [''],
  info: ['_info'],
  histogram: ['_bucket', '_sum', '_count'],
}

/** Reads an exposition. @throws Error naming the line and what is wrong with it */
export function parseExposition(text: string, format: 'text' | 'openmetrics' = 'text'): ParsedFamily[] {
  if (text === '') return []
  if (!text.endsWith('\n')) throw new Error('the last line does not end')
  const lines = text.slice(0, -1).split('\n')
  if (format === 'openmetrics' && lines.pop() !== '# EOF') throw new Error('there is no # EOF at the end')
  const families: ParsedFamily[] = []
  let help: readonly [name: string, text: string] | undefined
  for (const line of lines) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line) ?? []
    if (keyword === 'HELP') {
      help = [name, unescape(rest, format === 'text' ? /\\([\\n])/g : /\\([\\n"])/g)]
    } else if (keyword === 'TYPE') {
      if (help?.[0] !== name) throw new Error(`no HELP right before: ${line}`)
      if (families.some((one) => one.name === name)) throw new Error(`a second family: ${line}`)
      if (!namePattern.test(name) || !(rest in suffixesOf)) throw new Error(`bad TYPE: ${line}`)
      families.push({ name, help: help[1], type: rest, samples: [] })
      help = undefined
    } else addSample(families.at(-1), line, format)
  }
  if (help !== undefined) throw new Error(`HELP without TYPE: ${help[0]}`)
  for (const family of families) checkFamily(family)
  return families
}

function addSample(family: ParsedFamily | undefined, line: string, format: 'text' | 'openmetrics'): void {
  if (family === undefined) throw new Error(`a sample without a family: ${line}`)
  const [, name = '', inside = '', number = ''] = /^([^{\s]+)\{(.*)\} (\S+)$/.exec(line) ?? []
  if (!namePattern.test(name) || !numberPattern.test(number)) throw new Error(`bad sample: ${line}`)
  const isBare = format === 'text' && family.type !== 'histogram'
  const names = isBare ? [family.name] : (suffixesOf[family.type] ?? []).map((suffix) => family.name + suffix)
  if (!names.includes(name)) throw new Error(`not of ${family.name}: ${line}`)
  const labels: Record<string, string> = {}
  let rest = inside
  while (rest !== '') {
    const [whole = '', label = '', value = ''] = labelPattern.exec(rest) ?? []
    if (whole === '' || label in labels || label.startsWith('__')) throw new Error(`bad labels: ${line}`)
    labels[label] = unescape(value, /\\(["\\n])/g)
    rest = rest.slice(whole.length)
  }
  const value = Number(number.replace('Inf', 'Infinity'))
  family.samples.push({ name, labels, value })
}

function checkFamily({ name, type, samples }: ParsedFamily): void {
  if (samples.length === 0) throw new Error(`${name} has no sample`)
  const keys = samples.map(
    (sample) => `${sample.name} ${JSON.stringify(Object.entries(sample.labels).toSorted())}`,
  )
  if (new Set(keys).size !== keys.length) throw new Error(`${name} has a sample twice`)
  if (type === 'counter' && samples.some(({ value }) => !(value >= 0 && value < Infinity)))
    throw new Error(`${name} is no counter`)
  if (type === 'histogram') checkHistogram(name, samples)
}

function checkHistogram(name: string, samples: readonly ParsedSample[]): void {
  const rows = new Map<string, ParsedSample[]>()
  for (const sample of samples) {
    const { le: _, ...own } = sample.labels
    const key = JSON.stringify(Object.entries(own).toSorted())
    rows.set(key, [...(rows.get(key) ?? []), sample])
  }
  for (const row of rows.values()) {
    const buckets = row.filter((sample) => sample.name === `${name}_bucket`)
    const bounds = buckets.map(({ labels }) => Number(labels['le']?.replace('+Inf', 'Infinity')))
    const isRising = (values: readonly number[], isStrict: boolean): boolean =>
      values.every(
        (value, place) => place === 0 || value - (values[place - 1] ?? NaN) >= (isStrict ? 1e-9 : 0),
      )
    if (!isRising(bounds, true) || bounds.at(-1) !== Infinity) throw new Error(`${name}: bad bounds`)
    if (
      !isRising(
        buckets.map(({ value }) => value),
        false,
      )
    )
      throw new Error(`${name}: counts fall`)
    const [count, sum] = ['_count', '_sum'].map(
      (suffix) => row.find((sample) => sample.name === name + suffix)?.value,
    )
    if (count === undefined || sum === undefined || count !== buckets.at(-1)?.value)
      throw new Error(`${name}: count and buckets differ`)
  }
}

function unescape(text: string, pattern: RegExp): string {
  if (text.replaceAll(pattern, '').includes('\\')) throw new Error(`bad escape in ${JSON.stringify(text)}`)
  return text.replaceAll(pattern, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}
