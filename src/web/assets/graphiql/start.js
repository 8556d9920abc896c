// The token goes into the header editor at the bottom. Nothing outlives the page: GraphiQL's history would keep each
// query with its headers, and so the token, in the browser's storage.
const kept = new Map();
const memory = {
  get length() {
    return kept.size;
  },
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => void kept.set(key, String(value)),
  removeItem: (key) => void kept.delete(key),
  clear: () => kept.clear(),
};

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    storage: memory,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    defaultHeaders: '{\n  "Authorization": "Bearer rdl_"\n}',
    defaultEditorToolsVisibility: 'headers',
    defaultQuery: `# Put your token after "Bearer " under Headers, then press the arrows at the lower left:
# they read the schema with it, for documentation and completion.

{ viewer { role clinic { name } staffMember { displayName } } }
`,
  }),
);
