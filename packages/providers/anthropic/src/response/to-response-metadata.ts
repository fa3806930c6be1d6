import type { JsonRecord, ResponseMetadata } from '@llm-balancer/provider'
import { compact } from '../compact.ts'

/** Which answer a message is. */
export function toResponseMetadata({ id, model }: JsonRecord): ResponseMetadata {
  return compact({ id, modelId: model }) as ResponseMetadata
}
