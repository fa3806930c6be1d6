import type OpenAI from 'openai'
import { expectTypeOf } from 'vitest'
import type { Effort } from './reasoning-models.ts'

type Params = OpenAI.Chat.Completions.ChatCompletionCreateParams

// OpenAI's own client has every name that this dialect maps to.
expectTypeOf<'max_completion_tokens'>().toExtend<keyof Params>()
expectTypeOf<{ role: 'developer'; content: string }>().toExtend<Params['messages'][number]>()
expectTypeOf<Effort>().toEqualTypeOf<NonNullable<Params['reasoning_effort']>>()
