import { createFakeClock, type FakeClock } from '@llm-balancer/core/testing'
import { seededRandom, type Random } from '@llm-balancer/core/time'
import { createMetrics, prometheusExporter } from '@llm-balancer/metrics'
import { createFakeLLM, type FakeLLM, type FakeTargetSettings } from '@llm-balancer/testing'
import { createLLMBalancer, type LLMBalancer } from 'llm-balancer'
import { parseSamples, type Scrape } from './scrape.ts'

const startAt = Date.UTC(2026, 10, 29, 12)
const minuteMs = 60_000
/** How often Prometheus would ask. */
const scrapeMs = 15_000
const durationMs = 20 * minuteMs
const everyMs = 250
const tenants = ['acme', 'globex', 'initech']

const usual: Readonly<Record<string, FakeTargetSettings>> = {
  openai: { latency: { medianMs: 420, sigma: 0.4 }, chunkGap: { medianMs: 25, sigma: 0.3 } },
  claude: { latency: { medianMs: 650, sigma: 0.4 }, chunkGap: { medianMs: 30, sigma: 0.3 } },
  vllm: { latency: { medianMs: 300, sigma: 0.3 }, chunkGap: { medianMs: 40, sigma: 0.3 } },
}

/** What goes wrong, and when, in minutes. */
const incidents: readonly (readonly [from: number, to: number, id: string, settings: FakeTargetSettings])[] =
  [
    [5, 8, 'claude', { faults: { rate: 1, kinds: ['server'] } }],
    [11, 14, 'openai', { faults: { rate: 0.7, kinds: [{ fault: 'rate-limit', retryAfterMs: 4000 }] } }],
    [16, 18, 'vllm', { latency: { medianMs: 3000, sigma: 0.4 } }],
  ]

/** Plays twenty minutes of traffic in virtual time, with three incidents, and gives what Prometheus would have read. */
export async function playTraffic(): Promise<readonly Scrape[]> {
  const clock = createFakeClock(startAt)
  const random = seededRandom(7)
  const fake = createFakeLLM({
    targets: {
      openai: { ...usual['openai'], limits: { requestsPerMinute: 150 } },
      claude: { ...usual['claude'], format: 'anthropic' },
      vllm: { ...usual['vllm'] },
    },
    clock,
    seed: 7,
  })
  const llm = balancerOver(fake, clock, random)
  const metrics = createMetrics({ clock, maxTenants: tenants.length })
  metrics.observe(llm, { name: 'shop' })
  const exporter = prometheusExporter(metrics)
  const scrapes: Scrape[] = []
  const running = new Set<Promise<unknown>>()
  for (let at = 0; at < durationMs; at += everyMs) {
    for (const incident of incidents) follow(fake, incident, at)
    const call = ask(llm, random).finally(() => running.delete(call))
    running.add(call)
    await clock.advance(everyMs)
    if ((at + everyMs) % scrapeMs === 0)
      scrapes.push({ at: clock.now(), samples: parseSamples(exporter.text()) })
  }
  await clock.advance(minuteMs)
  await Promise.all(running)
  await llm.close()
  await fake.close()
  return scrapes
}

function balancerOver(
  fake: FakeLLM<'openai' | 'claude' | 'vllm'>,
  clock: FakeClock,
  random: Random,
): LLMBalancer {
  return createLLMBalancer({
    providers: [
      {
        ...{
          name: 'openai',
          apiKey: 'key',
          model: 'gpt',
          baseURL: fake.url('openai'),
          requestsPerMinute: 150,
        },
        cost: { inputPerMTok: 0.75, outputPerMTok: 4.5 },
      },
      {
        ...{ name: 'claude', apiKey: 'key', model: 'claude', baseURL: fake.url('claude'), concurrency: 8 },
        cost: { inputPerMTok: 2, outputPerMTok: 10 },
      },
      {
        ...{ name: 'vllm', type: 'openai-compatible', model: 'llama', baseURL: fake.url('vllm') },
        ...{ apiKey: 'key', cost: { inputPerMTok: 0, outputPerMTok: 0 } },
      },
    ],
    fetch: (url, init) => fake.fetch(url, init),
    clock,
    random,
  })
}

function follow(fake: FakeLLM, [from, to, id, settings]: (typeof incidents)[number], at: number): void {
  const target = fake.target(id)
  if (at === from * minuteMs) target.update(settings)
  if (at === to * minuteMs) target.update({ faults: [], ...usual[id] })
}

/** One request of a tenant: every second one reads a stream. Failures are a part of the picture. */
async function ask(llm: LLMBalancer, random: Random): Promise<void> {
  const tenant = tenants[Math.floor(random() ** 2 * tenants.length)] ?? 'acme'
  const prompt = 'A question of a customer. '.repeat(1 + Math.floor(random() * 20))
  try {
    if (random() < 0.5) await llm.request({ prompt, maxTokens: 300 }, { tenant })
    else await readAll(llm.stream({ messages: [{ role: 'user', content: prompt }] }, { tenant }))
  } catch {
    // It is counted.
  }
}

async function readAll(stream: AsyncIterable<unknown>): Promise<void> {
  const parts = stream[Symbol.asyncIterator]()
  while ((await parts.next()).done !== true);
}
