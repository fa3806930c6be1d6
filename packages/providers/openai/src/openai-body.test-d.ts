import type OpenAI from 'openai'
import { expectTypeOf } from 'vitest'
import type { Effort } from './reasoning-models.ts'

type Params = OpenAI.Chat.Completions.ChatCompletionCreateParams

// The names this dialect changes are ones that OpenAI's own client knows.
expectTypeOf<'max_completion_tokens'>().toExtend<keyof Params>()
expectTypeOf<{ role: 'developer'; content: string }>().toExtend<Params['messages'][number]>()
expectTypeOf<Effort>().toEqualTypeOf<NonNullable<Params['reasoning_effort']>>()
