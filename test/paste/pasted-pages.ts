const guides = [
  ...['getting-started', 'packages', 'chat', 'web', 'errors', 'time-and-attempts', 'keys-quotas-and-pools'],
  ...['hosts-that-change', 'strategies', 'watching-it', 'cost-and-budgets', 'configuration', 'testing'],
  ...['moving-here', 'recipes', 'conversations', 'failures', 'hedging', 'simulate', 'streams'],
]

/** Pages whose programs run as a reader runs them who copies the page into an empty folder: see `read-page.ts`. */
export const pastedPages: readonly string[] = [
  'docs/index.md',
  ...guides.map((name) => `docs/guides/${name}.md`),
]
