/* global SwaggerUIBundle */

const holds = (text, words) => typeof text === 'string' && text.toLowerCase().includes(words);

/** What is looked for; '' for everything. */
const phraseOf = filter => (typeof filter === 'string' && filter !== 'true' ? filter.trim().toLowerCase() : '');

/** Swagger UI's own filter looks at tags only. */
const search = ({ React }) => ({
  fn: {
    opsFilter: (taggedOperations, phrase) => {
      const words = phraseOf(phrase);
      const isWanted = tag => entry =>
        [
          tag,
          `${entry.get('method')} ${entry.get('path')}`,
          entry.getIn(['operation', 'summary']),
          entry.getIn(['operation', 'description']),
        ].some(text => holds(text, words));
      return taggedOperations
        .map((group, tag) => group.update('operations', entries => entries.filter(isWanted(tag))))
        .filter(group => group.get('operations').size > 0);
    },
  },
  statePlugins: {
    spec: {
      wrapSelectors: {
        selectWebhooksOperations:
          (webhooks, { layoutSelectors }) =>
          (...given) => {
            const words = phraseOf(layoutSelectors.currentFilter());
            const isWanted = ({ operation }) => holds(operation.getIn(['operation', 'summary']), words);
            return Object.fromEntries(
              Object.entries(webhooks(...given)).filter(
                ([type, operations]) => holds(type, words) || operations.some(isWanted),
              ),
            );
          },
      },
    },
  },
  components: {
    FilterContainer: ({ layoutSelectors, layoutActions }) => {
      const filter = layoutSelectors.currentFilter();
      return React.createElement('input', {
        type: 'search',
        name: 'search',
        className: 'search',
        'aria-label': 'Search the API',
        placeholder: 'Search: refund, /capture, token …',
        value: typeof filter === 'string' && filter !== 'true' ? filter : '',
        onChange: event => layoutActions.updateFilter(event.target.value === '' ? true : event.target.value),
      });
    },
  },
});

const dark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', dress);
dress();

SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#api',
  deepLinking: true,
  filter: true,
  plugins: [search],
  // The key is gone with the page.
  persistAuthorization: false,
  validatorUrl: null,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  defaultModelExpandDepth: 4,
});
