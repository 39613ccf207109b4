package import InnRegistry

/// `/openapi.json`, and the page made of it.
extension PlatformAPI {
  /// The document of everything that is served.
  package var openAPI: JSONValue {
    OpenAPIDocument(operations: routes.documented, examples: APIExample.all).value
  }

  /// Adds the document of everything that is in the table already.
  func addDocumentation(to table: inout RouteTable) {
    let value = OpenAPIDocument(operations: table.documented, examples: APIExample.all).value
    var json = JSONWriter(capacity: 256 << 10)
    json.value(value)
    let specification = HTTPResponse.json(json)
    let page = DocumentationPage(document: value).response
    table.add(.get, "/openapi.json", operation: "openapi", access: .everyone) { context in
      specification.validated(for: context.request)
    }
    table.add(.get, "/docs", operation: "documentation", access: .everyone) { context in
      page.validated(for: context.request)
    }
    // Whoever has only the address is led to what explains it.
    table.add(.get, "/", operation: "root", access: .everyone) { _ in
      HTTPResponse(.seeOther, headers: [("Location", "/docs")])
    }
    // The `type` of every problem document leads here.
    table.add(.get, "/problems/{code}", operation: "problem", access: .everyone) { context in
      guard let code = context.parameters["code"].flatMap(HTTPProblemCode.init) else {
        throw HTTPProblem(.notFound)
      }
      return HTTPResponse(.seeOther, headers: [("Location", "/docs#problem-\(code.rawValue)")])
    }
  }
}
