import type { TargetOptions, TargetUpdate } from '@llm-balancer/core'
import type { ModelClient } from './model-client.ts'

/** A target's options as an update of it: all but the id, which never changes. */
export const targetUpdateOf = ({ id: _, ...update }: TargetOptions<ModelClient>): TargetUpdate<ModelClient> =>
  update
