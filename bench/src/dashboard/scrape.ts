/** One number of a metric. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** What Prometheus reads at one time. */
export interface Scrape {
  readonly at: number
  readonly samples: readonly Sample[]
}

/** The samples of an exposition of our own: no label of it holds a quote. */
export function parseSamples(text: string): readonly Sample[] {
  return text.split('\n').flatMap((line) => {
    const [, name, given = '', value] = /^(\w+)\{([^}]*)\} (\S+)$/.exec(line) ?? []
    if (name === undefined) return []
    const labels: Record<string, string> = {}
    for (const [, key = '', word = ''] of given.matchAll(/(\w+)="([^"]*)"/g)) labels[key] = word
    return { name, labels, value: Number(value) }
  })
}
