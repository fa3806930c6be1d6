import type { Sample, Scrape } from './scrape.ts'

/** A number for each set of labels. */
export type Vector = readonly Omit<Sample, 'name'>[]

/** What a query may look at: the scrapes up to one time, the latest last. */
type Scrapes = readonly Scrape[]

/** Rates are over so many scrapes: Grafana's `$__rate_interval` is four times as long as the time between two. */
const rateScrapes = 4

/**
 * Evaluates an expression of the dashboard at the latest scrape. It knows the part of PromQL that the dashboard uses, and throws for
 * anything else.
 */
export function query(expression: string, scrapes: Scrapes): Vector {
  return new Reader(expression, scrapes).all()
}

class Reader {
  readonly #tokens: string[]
  readonly #scrapes: Scrapes

  constructor(expression: string, scrapes: Scrapes) {
    this.#tokens = expression.match(/\w[\w.]*|"[^"]*"|!=|=~|[(){}[\],=*/+]|\$\w+/g) ?? []
    this.#scrapes = scrapes
  }

  all(): Vector {
    const value = this.#sum()
    if (this.#tokens.length > 0) throw new Error(`query: cannot read ${this.#tokens.join(' ')}`)
    return value
  }

  #sum(): Vector {
    let value = this.#product()
    while (this.#take('+')) value = combined(value, this.#product(), (one, other) => one + other)
    return value
  }

  #product(): Vector {
    let value = this.#part()
    for (;;) {
      if (this.#take('*')) value = combined(value, this.#part(), (one, other) => one * other)
      else if (this.#take('/')) value = combined(value, this.#part(), (one, other) => one / other)
      else return value
    }
  }

  #part(): Vector {
    const name = this.#next()
    if (/^[\d.]+$/.test(name)) return [{ labels: {}, value: Number(name) }]
    if (['sum', 'min', 'max'].includes(name)) return grouped(name, this.#grouping(), this.#inBrackets())
    if (name === 'histogram_quantile')
      return this.#call(([share, buckets]) => quantiles(buckets, share?.[0]?.value))
    if (name === 'topk') return this.#call(([most, values]) => byValue(values).slice(0, most?.[0]?.value))
    if (name === 'rate' || name === 'increase') return this.#rates(name)
    return this.#select(name, this.#matchers(), this.#scrapes.at(-1))
  }

  #call(apply: (values: readonly Vector[]) => Vector): Vector {
    this.#expect('(')
    const values = [this.#sum()]
    while (this.#take(',')) values.push(this.#sum())
    this.#expect(')')
    return apply(values)
  }

  #rates(name: string): Vector {
    this.#expect('(')
    const metric = this.#next()
    const matchers = this.#matchers()
    for (const token of ['[', '$__rate_interval', ']', ')']) this.#expect(token)
    const from = this.#scrapes.at(-1 - rateScrapes)
    const to = this.#scrapes.at(-1)
    if (from === undefined || to === undefined) return []
    const before = new Map(this.#select(metric, matchers, from).map((one) => [keyOf(one.labels), one.value]))
    const seconds = name === 'rate' ? (to.at - from.at) / 1000 : 1
    return this.#select(metric, matchers, to).map(({ labels, value }) => ({
      labels,
      value: (value - (before.get(keyOf(labels)) ?? 0)) / seconds,
    }))
  }

  #select(name: string, matchers: readonly Matcher[], scrape: Scrape | undefined): Vector {
    return (scrape?.samples ?? []).filter(
      (sample) => sample.name === name && matchers.every((matches) => matches(sample.labels)),
    )
  }

  #matchers(): readonly Matcher[] {
    const matchers: Matcher[] = []
    if (!this.#take('{')) return matchers
    while (!this.#take('}')) {
      const [label, operator, word] = [this.#next(), this.#next(), this.#next().slice(1, -1)]
      // The variables of the dashboard choose everything.
      if (operator === '=') matchers.push((labels) => labels[label] === word)
      if (operator === '!=') matchers.push((labels) => labels[label] !== word)
      this.#take(',')
    }
    return matchers
  }

  #grouping(): readonly string[] {
    if (!this.#take('by')) return []
    this.#expect('(')
    const labels = [this.#next()]
    while (this.#take(',')) labels.push(this.#next())
    this.#expect(')')
    return labels
  }

  #inBrackets(): Vector {
    return this.#call(([value]) => value ?? [])
  }

  #take(token: string): boolean {
    if (this.#tokens[0] !== token) return false
    this.#tokens.shift()
    return true
  }

  #expect(token: string): void {
    if (!this.#take(token)) throw new Error(`query: expected ${token}, got ${this.#tokens.join(' ')}`)
  }

  #next(): string {
    return this.#tokens.shift() ?? ''
  }
}

type Matcher = (labels: Sample['labels']) => boolean

function keyOf(labels: Sample['labels']): string {
  return JSON.stringify(Object.entries(labels).toSorted(([one], [other]) => (one < other ? -1 : 1)))
}

/** Numbers of equal labels; a lone number goes with all. */
function combined(ones: Vector, others: Vector, apply: (one: number, other: number) => number): Vector {
  const [alone] = others.length === 1 && keyOf(others[0]?.labels ?? {}) === '[]' ? others : []
  const byKey = new Map(others.map((other) => [keyOf(other.labels), other]))
  return ones.flatMap((one) => {
    const other = alone ?? byKey.get(keyOf(one.labels))
    return other === undefined ? [] : { labels: one.labels, value: apply(one.value, other.value) }
  })
}

const folds: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
}

function grouped(fold: string, by: readonly string[], vector: Vector): Vector {
  const groups = groupsOf(vector, ({ labels }) => JSON.stringify(by.map((label) => labels[label] ?? '')))
  return groups.map((members) => ({
    labels: Object.fromEntries(by.map((label) => [label, members[0]?.labels[label] ?? ''])),
    value: folds[fold]?.(members.map(({ value }) => value)) ?? NaN,
  }))
}

function groupsOf(vector: Vector, keyOfOne: (one: Vector[number]) => string): readonly Vector[] {
  const groups = new Map<string, Vector[number][]>()
  for (const one of vector) {
    const key = keyOfOne(one)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [one])
    else group.push(one)
  }
  return [...groups.values()]
}

function byValue(vector: Vector = []): Vector {
  return vector.toSorted((one, other) => other.value - one.value)
}

/** As Prometheus does it: evenly between the bounds of the bucket. */
function quantiles(buckets: Vector = [], share = 0): Vector {
  const groups = groupsOf(buckets, ({ labels: { le: _, ...others } }) => keyOf(others))
  return groups.flatMap((members) => {
    const sorted = members.toSorted((one, other) => boundOf(one) - boundOf(other))
    const rank = share * (sorted.at(-1)?.value ?? 0)
    const place = sorted.findIndex(({ value }) => value >= rank)
    const [found, below] = [sorted[place], sorted[place - 1]]
    if (found === undefined || rank === 0) return []
    const { le: _, ...labels } = found.labels
    const low = below === undefined ? 0 : boundOf(below)
    const high = boundOf(found)
    if (high === Infinity) return { labels, value: low }
    const inside = (rank - (below?.value ?? 0)) / (found.value - (below?.value ?? 0))
    return { labels, value: low + (high - low) * inside }
  })
}

function boundOf({ labels }: { readonly labels: Sample['labels'] }): number {
  return labels['le'] === '+Inf' ? Infinity : Number(labels['le'])
}
