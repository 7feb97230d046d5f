"""Pages that compose domains: homes, lists across domains, exports, the design page."""
