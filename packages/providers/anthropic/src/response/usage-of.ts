import { asCount, asRecord, asRecords, toUsage } from '@llm-balancer/provider'
import type { JsonRecord, Usage } from '@llm-balancer/provider'

/** The counts of an account that every vendor has under the same name. */
type Counts = Record<'input' | 'output' | 'cacheRead' | 'cacheWrite', number | undefined>

/**
 * Reads the usage. Anthropic's `input_tokens` exclude cache reads and writes, so these are added; the account excludes what it took to
 * compact the conversation on the way, which is in `iterations`. How much of the output is text is known only with its thoughts.
 *
 * Source: https://platform.claude.com/docs/en/build-with-claude/compaction (November 2026)
 */
export function usageOf(account: JsonRecord): Usage {
  const compactions = asRecords(account['iterations']).filter(({ type }) => type === 'compaction')
  const { input, output, cacheRead, cacheWrite } = [account, ...compactions].map(countsIn).reduce(sum)
  const reasoning = asCount(asRecord(account['output_tokens_details'])['thinking_tokens'])
  const usage = toUsage({
    input: input === undefined ? undefined : input + (cacheRead ?? 0) + (cacheWrite ?? 0),
    ...{ output, cacheRead, cacheWrite, reasoning, raw: account },
  })
  if (reasoning !== undefined) return usage
  return { ...usage, outputTokens: { ...usage.outputTokens, text: undefined } }
}

function countsIn(account: JsonRecord): Counts {
  return {
    input: asCount(account['input_tokens']),
    output: asCount(account['output_tokens']),
    cacheRead: asCount(account['cache_read_input_tokens']),
    cacheWrite: asCount(account['cache_creation_input_tokens']),
  }
}

function sum(one: Counts, other: Counts): Counts {
  const add = (name: keyof Counts): number | undefined =>
    one[name] === undefined && other[name] === undefined ? undefined : (one[name] ?? 0) + (other[name] ?? 0)
  return {
    input: add('input'),
    output: add('output'),
    cacheRead: add('cacheRead'),
    cacheWrite: add('cacheWrite'),
  }
}
