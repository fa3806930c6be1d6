import type { ErrorRule } from './error-rule.ts'

/** Statuses whose texts are about the request or the account, not about load. */
const refusals = [400, 401, 402, 403, 412, 413, 422, 429]

/** The account's money or its limits over a day or longer are used up. */
export const quotaRules: readonly ErrorRule[] = [
  // Google's, directly, through its compatible endpoint, Vertex or the AI SDK: every exhausted limit is a 429
  // RESOURCE_EXHAUSTED whose text mentions plan and quota; only the id of the limit tells a minute from a day.
  { status: [429], code: /Per(Day|Month)|ByDay/, kind: 'quota' },
  { status: [429], message: /spend(ing)? cap|credits are depleted|\blimit: 0\b/i, kind: 'quota' },
  // Shared capacity, not a limit of the project.
  { status: [429], code: /^MODEL_CAPACITY_EXHAUSTED$/, kind: 'overloaded' },
  { status: [429], message: /error-code-429/, kind: 'overloaded' },
  // A text that names a minute as well is about the minute.
  {
    status: [402, 403, 429],
    message:
      /^(?![^]*(\bper[- ]min|\/ ?min|\b[RT]PM\b))(?=[^]*(limit|quota|exceed|too many|used up|exhaust))[^]*(\b(per|a)[- ](day|week|month)\b|\/ ?(day|week|month)\b|\b(dai|week|month)ly\b|\b[RT]PD\b)/i,
    kind: 'quota',
  },
  { status: [429], code: /^RESOURCE_EXHAUSTED$/, kind: 'rate-limit' },
  {
    code: /^(insufficient_(\w+_)?(quota|balance|credits|funds)|exceeded_current_quota(_error)?|credit_(balance_exhausted|limit)|billing_(error|hard_limit_reached|not_active)|(\w+_)?spend_limit_(exceeded|reached)|(\w+_)?usage_limit_(exceeded|reached)|quota_exceeded|blocked_api_access|arrearage|account_?overdue(error)?|not_enough_balance|budget_exceeded|pre_consume_token_quota_failed|ServiceQuotaExceededException)$/i,
    kind: 'quota',
  },
  {
    status: refusals,
    message:
      /exceeded your current quota|(spend|spending|credit|usage|key) limit (has been )?(reached|exceeded)|reach(ed|ing) (your|its|the) [\w ]*(usage|spend|spending|credit) limit|credit balance is too low|(no|insufficient) (prepaid |remaining )?(credits|balance|funds)(?! were)|have any credits|out of (call volume|bandwidth) quota|insufficient_quota|\bin good standing\b|\bin arrears\b|payment is overdue|\bbudget (has been |was |is )?exceeded|exceeded[ _]?budget|\bover budget\b|token quota (is not enough|has been used up)/i,
    kind: 'quota',
  },
]
