import type OpenAI from 'openai'
import { expectTypeOf } from 'vitest'

// The one name this dialect changes is one that OpenAI's own client knows.
expectTypeOf<'max_completion_tokens'>().toExtend<keyof OpenAI.Chat.Completions.ChatCompletionCreateParams>()
