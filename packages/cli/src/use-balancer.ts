import { createLLMBalancer, type LLMBalancer } from 'llm-balancer'
import { readConfiguration, type Configuration } from './config/read-configuration.ts'
import type { Session } from './session.ts'

/** Makes the balancer of a configuration, and closes it when the work has ended. */
export async function useBalancer<Result>(
  session: Session,
  given: string | undefined,
  work: (llm: LLMBalancer, configuration: Configuration) => Promise<Result>,
): Promise<Result> {
  const configuration = await readConfiguration(session.context, given)
  const llm = createLLMBalancer(configuration.options)
  try {
    return await work(llm, configuration)
  } finally {
    await llm.close({ graceMs: 0 })
  }
}
