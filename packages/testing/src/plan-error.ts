import type { WireError } from './formats/wire-format.ts'
import type { Plan } from './plan.ts'
import { headersOf, type Situation } from './situation.ts'

/** An error in the vendor's words. `fault` is what the record says; the model is the one asked for unless it is given. */
export function planError(
  situation: Situation,
  fault: string,
  error: Omit<WireError, 'model'> & { readonly model?: string },
): Plan {
  const { target, question, random } = situation
  const { status, headers, body } = target.format.error({ model: question.model, ...error })
  return {
    fault,
    delayMs: target.current.latency(random),
    head: { status, headers: { ...headersOf(situation), 'content-type': 'application/json', ...headers } },
    pieces: [JSON.stringify(body)],
    then: 'end',
  }
}
