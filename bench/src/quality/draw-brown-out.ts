import { simulate, type Scenario, type SimulationLog } from '@llm-balancer/simulator'
import { scenarioNamed } from './job.ts'
import { subjects } from './subjects.ts'
import { picture, round, text } from './svg.ts'

const shown = ['adaptive', 'helicone', 'litellm-shuffle'] as const
const colors = ['#3b76b5', '#4fa3a5', '#c8452f', '#8aa84a', '#b08ac2']
const [width, panel] = [860, 150]
const frame = { left: 56, right: 16, top: 74, gap: 44 }
const bucketMs = 5000

/** How routers share calls between five keys of which one is slow for a while: calls per key over time, stacked. */
export async function drawBrownOut(): Promise<string> {
  const scenario = scenarioNamed('one-slow-key')
  const panels: string[] = []
  for (const [index, name] of shown.entries()) {
    const balancer = subjects.get(name)
    if (balancer === undefined) continue
    const { log } = await simulate({ scenario, balancer })
    panels.push(...drawPanel(scenario, log, { name, top: frame.top + index * (panel + frame.gap) }))
  }
  const legend = scenario.targets.map(({ name }, place) =>
    text({ x: frame.left + place * 80, y: 40, color: colors[place] ?? '' }, `■ ${name}`),
  )
  const title = 'share of the calls that each key gets; between the dashed lines key-3 is eight times as slow'
  const height = frame.top + shown.length * (panel + frame.gap)
  return picture({ width, height }, [
    text({ x: 16, y: 20, size: 15, isBold: true }, title),
    ...legend,
    ...panels,
  ])
}

function drawPanel(
  { targets, durationMs }: Scenario,
  { attempts }: SimulationLog,
  { name, top }: { readonly name: string; readonly top: number },
): string[] {
  const buckets = Math.ceil(durationMs / bucketMs)
  const counts = targets.map((target) => {
    const own = new Array<number>(buckets).fill(0)
    for (const { target: of, startedAt } of attempts) {
      const bucket = Math.floor(startedAt / bucketMs)
      if (of === target.name && bucket < buckets) own[bucket] = (own[bucket] ?? 0) + 1
    }
    return own
  })
  const x = (bucket: number): number =>
    round(frame.left + (bucket / buckets) * (width - frame.left - frame.right))
  const y = (share: number): number => round(top + panel * (1 - share))
  const areas = targets.map((_, place) => {
    const edge = (upTo: number): string[] =>
      Array.from(
        { length: buckets },
        (_each, bucket) => `${x(bucket + 0.5)},${y(shareBelow(counts, bucket, upTo))}`,
      )
    const points = [...edge(place + 1), ...edge(place).reverse()]
    return `<polygon fill="${colors[place] ?? '#888'}" fill-opacity="0.85" points="${points.join(' ')}"/>`
  })
  const slow = targets.flatMap(({ changes = [] }) => changes)
  const edges = slow
    .flatMap(({ fromMs, toMs }) => [fromMs, toMs])
    .map(
      (at) =>
        `<line x1="${x(at / bucketMs)}" x2="${x(at / bucketMs)}" y1="${top - 4}" y2="${top + panel + 4}" stroke="var(--ink)" stroke-dasharray="4 3"/>`,
    )
  const times = Array.from({ length: Math.floor(durationMs / 60_000) + 1 }, (_, minute) =>
    text({ x: x((minute * 60_000) / bucketMs), y: top + panel + 18, anchor: 'middle' }, `${minute * 60} s`),
  )
  return [...areas, ...edges, ...times, text({ x: frame.left, y: top - 6, isBold: true }, name)]
}

/** The share of a bucket's calls that went to the first so many targets. */
function shareBelow(counts: readonly (readonly number[])[], bucket: number, upTo: number): number {
  const sum = (some: readonly (readonly number[])[]): number =>
    some.reduce((total, own) => total + (own[bucket] ?? 0), 0)
  return sum(counts.slice(0, upTo)) / Math.max(1, sum(counts))
}
