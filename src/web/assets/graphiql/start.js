// The token goes into the header editor at the bottom; headers are not kept in the browser's storage.
ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    defaultHeaders: '{\n  "Authorization": "Bearer rdl_"\n}',
    defaultEditorToolsVisibility: 'headers',
  }),
);
