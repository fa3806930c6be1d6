import {
  createBalancer,
  type CallFacts,
  type Candidates,
  type Outcome,
  type Strategy,
} from '@llm-balancer/core'

/** The call that every measured pick chooses a target for. */
export const call: CallFacts = {
  inputTokens: 500,
  outputTokens: 100,
  affinityKey: 'session',
  attempt: 1,
  startedAt: 0,
  streaming: false,
}

/** How its attempt ends. */
export const ended: Outcome = { type: 'success', durationMs: 300, firstContentMs: 300 }

/**
 * Gives `work` the candidates of a real balancer of so many targets, of weights 1–4 and five prices, each of which has said what is
 * left of its limits. It is called inside of a pick, because only there may candidates be read.
 */
export async function withCandidates<Result>(
  size: number,
  work: (candidates: Candidates) => Result,
): Promise<Result> {
  const results: Result[] = []
  const probe: Strategy = {
    name: 'probe',
    pick(candidates) {
      // A run that is pinned has one candidate only.
      if (candidates.length === size) results.push(work(candidates))
      return candidates.at(0)
    },
  }
  const targets = Array.from({ length: size }, (_, index) => ({
    id: `target-${String(index)}`,
    client: index,
    weight: 1 + (index % 4),
    cost: { inputPerMTok: 1 + (index % 5), outputPerMTok: 4 },
  }))
  const balancer = createBalancer({ targets, strategy: probe })
  // Each answer tells the limits of its target, as vendors' headers do.
  const report = { unit: 'requests', limit: 1000, remaining: 600, resetMs: 60_000 } as const
  for (const [index, { id }] of targets.entries())
    await balancer.run(
      (_client, attempt) => {
        attempt.report({ limits: [{ ...report, remaining: 600 + (index % 300) }] })
        return Promise.resolve()
      },
      { pin: id },
    )
  await balancer.run(() => Promise.resolve())
  await balancer.close()
  const [result] = results
  if (result === undefined) throw new Error('nothing was measured')
  return result
}
