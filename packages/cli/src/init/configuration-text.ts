import type { FoundProvider } from './found-providers.ts'

const schema =
  'https://raw.githubusercontent.com/llm-balancer/llm-balancer/main/packages/config/schema/llm-balancer.schema.json'

/** The strategy of a balancer that is told none. */
export const usualStrategy = 'adaptive'

/** The strategies that are offered, with what they do; the usual one first. */
export const offeredStrategies: Readonly<Record<string, string>> = {
  [usualStrategy]: 'what is fast, free, reliable and cheap, learnt as it goes',
  'peak-ewma': 'the fastest of the free ones',
  failover: 'the first that works, in this order',
  'round-robin': 'one after the other',
  'weighted-random': 'by weight, at random',
}

/** A commented configuration. It holds references to keys, and no key. */
export function configurationText(strategy: string, providers: readonly FoundProvider[]): string {
  return [
    `# yaml-language-server: $schema=${schema}`,
    '# Check it with: npx @llm-balancer/cli check --probe',
    '',
    `# How the next provider is chosen: ${offeredStrategies[strategy] ?? strategy}.`,
    `strategy: ${strategy}`,
    '',
    '# How long a request may take in all, in ms.',
    'timeouts: { deadlineMs: 30000 }',
    '',
    'providers:',
    ...providers.flatMap(({ name, settings }) => [
      `  - name: ${name}`,
      ...Object.entries(settings).map(([setting, value]) => `    ${setting}: ${quoted(value)}`),
      '    # weight: 2             # twice the share of a provider without one',
      '    # requestsPerMinute: 500',
    ]),
    '',
  ].join('\n')
}

/** A reference stands for itself; any other text may mean something in YAML. */
function quoted(value: string): string {
  return /^\$\{\w+\}$|^[\w./-]+$/.test(value) ? value : JSON.stringify(value)
}
