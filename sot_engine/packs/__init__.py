"""Rule packs: folders of YAML to and from the one Pack that all readings share."""
